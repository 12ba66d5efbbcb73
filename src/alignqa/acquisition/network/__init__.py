"""Requests that may leave the machine: checked addresses, a pace for each host, a cache, limits."""
