"""The chat that `alignqa ask` opens when it is given no question."""
