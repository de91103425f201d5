"""Lists that people paste, a line each, without a file around them."""
