"""What hangs on one colleague."""
