"""Where the graph is kept: one port, and a store for each place."""
