"""Processes that prepare papers ahead of the one that writes: on this machine or in a Ray cluster."""
