"""The recipe that makes the reader's weights: reading the data, sampling, learning, and packing; not part of the wheel."""
