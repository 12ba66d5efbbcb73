"""`python -m alignqa` is the command line."""

from alignqa.cli.main import main

main()
