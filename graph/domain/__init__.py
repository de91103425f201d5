"""What exists and when it is valid: kinds, periods, changes, rules and errors. Standard library only."""
