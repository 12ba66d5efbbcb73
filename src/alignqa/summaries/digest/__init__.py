"""The choice of what a page shows of one paper: roles of its sections, points that stand alone, and which of them say most."""
