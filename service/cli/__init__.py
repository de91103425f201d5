"""The command line: each command reads its words, calls one use case, and prints what it gives."""
