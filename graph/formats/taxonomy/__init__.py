"""A list of topics of expertise, from broad to narrow."""
