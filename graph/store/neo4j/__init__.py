"""The store for production: real nodes, labels and relationships that an analyst can query."""
