"""Requests to the internet: checked addresses, a pace for each host, a cache, and limits."""
