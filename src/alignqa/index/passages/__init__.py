"""A text cut into passages and sentences, and their vectors."""
