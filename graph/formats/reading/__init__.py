"""What every reader shares: bytes and tables, doubts and answers, what a file changes."""
