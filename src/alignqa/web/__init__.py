"""The web server of `alignqa serve`: it turns requests into calls of the library, and results into pages or JSON."""
