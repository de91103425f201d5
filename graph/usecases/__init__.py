"""The verbs of the product: read, change, analyse, import and export. Every door calls these, and only these."""
