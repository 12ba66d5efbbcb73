"""Chroma as the vector index: a folder within this process, or a server."""
