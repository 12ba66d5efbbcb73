"""Compares texts of an index: papers that are said to be one work, and files that are said to be one paper."""
