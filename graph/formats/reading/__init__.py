"""What every reader shares: bytes and tables, questions and answers, what a file changes."""
