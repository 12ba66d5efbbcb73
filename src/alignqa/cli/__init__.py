"""The command line: a command reads its arguments, calls one function of the library and renders what comes back."""
