"""What a paper is, and how bytes become one."""
