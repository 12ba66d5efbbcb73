"""Runs the command line with `python -m alignqa`."""

from alignqa.cli.main import main

main()
