"""The open data of institutions: schools, centres and their sites."""
