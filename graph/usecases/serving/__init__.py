"""How a running instance serves one store: what is in memory, how that follows the store, and how it is changed."""
