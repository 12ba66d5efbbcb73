"""The chat that `alignqa ask` opens without a question."""
