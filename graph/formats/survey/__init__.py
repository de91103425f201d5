"""The expertise survey: the questions out, the answers in."""
