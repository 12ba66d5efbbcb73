"""Chroma as the vector index: embedded in this process with a folder, or as a server."""
