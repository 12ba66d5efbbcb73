"""`alignqa eval`: the command, its runs, and its output."""
