"""arXiv: identifiers, its interfaces, and the sources it serves."""
