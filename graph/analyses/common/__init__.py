"""What several questions share: deadlines, and small walks over the graph."""
