"""Reads the title page of a LaTeX paper: `title_block` collects it, `names` finds the authors in it."""
