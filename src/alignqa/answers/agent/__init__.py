"""An agent that searches for passages itself: read-only tools, the papers they may read, and a budget."""
