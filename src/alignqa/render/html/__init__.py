"""HTML: fragments for a notebook, and pages that are whole files."""
