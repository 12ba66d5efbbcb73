"""`alignqa eval`: the command, what it runs, and what it writes."""
