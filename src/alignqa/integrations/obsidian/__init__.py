"""A vault for Obsidian: a note for each paper and concept, which people write in, too."""
