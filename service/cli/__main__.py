"""`python -m service.cli` runs the command line."""

from service.cli.main import main

main()
