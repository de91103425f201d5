"""What people read: the catalogue of texts, and the words that no single declaration owns."""
