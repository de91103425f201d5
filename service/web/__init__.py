"""The web application: thin pages for people. A route calls a use case and hands what it gives to a template."""
