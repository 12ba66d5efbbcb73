"""Citations between papers: the works that a paper cites, where it does, and which of them are in the index."""
