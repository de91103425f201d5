"""Rosters of schools in the standard of 1EdTech."""
