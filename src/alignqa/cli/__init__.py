"""The command line: each command reads its arguments, calls one function of the library and renders the result."""
