"""Mandates, roles and expertise of school ICT teams as a graph: the core, without any door to it."""
