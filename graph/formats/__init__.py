"""Files in and out, one folder a format, and what reading them has in common."""
