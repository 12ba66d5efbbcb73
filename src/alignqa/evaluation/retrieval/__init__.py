"""Queries put to the retriever, rankings, and their measures."""
