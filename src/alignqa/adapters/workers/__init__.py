"""Processes that prepare papers for the one that writes them, on this machine or in a Ray cluster."""
