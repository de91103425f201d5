"""One module a code: its judge, the dates on which that can change, its evidence, its words and its example."""
