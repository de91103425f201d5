"""The graph out: one module per format."""
