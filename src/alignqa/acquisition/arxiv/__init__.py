"""arXiv: its identifiers, its interfaces, and the LaTeX sources that it serves."""
