"""The doors: the web service and the command line."""
