"""The passages and sentences of a text, and their vectors."""
