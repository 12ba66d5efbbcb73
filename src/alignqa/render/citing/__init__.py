"""Citations between papers, as text, JSON and graphs."""
