"""Lists of people from a staff administration."""
