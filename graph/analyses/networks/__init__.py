"""The graph as networks: projections for the algorithms of networkx, and for analysts who bring their own."""
