"""Results for the tools that people write in."""
