"""The page with every kind of node and edge."""
