"""Results as text for a manuscript: LaTeX and pandoc's Markdown, with citations, and the reference list of what they cite."""
