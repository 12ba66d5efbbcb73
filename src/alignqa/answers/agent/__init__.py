"""An agent that looks for passages itself: read-only tools, the papers they may touch, and a budget."""
