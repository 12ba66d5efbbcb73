"""Test collections and the files they are read from."""
