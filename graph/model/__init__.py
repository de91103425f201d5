"""The graph of one revision in memory, and who covers what in it."""
