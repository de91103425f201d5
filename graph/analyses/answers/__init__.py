"""Who does what, where to find it, and the sheets that tell it."""
