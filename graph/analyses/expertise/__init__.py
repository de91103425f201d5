"""Who knows what, and the way to them."""
