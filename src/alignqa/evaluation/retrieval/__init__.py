"""Runs queries through the retriever, stores the rankings and measures them."""
