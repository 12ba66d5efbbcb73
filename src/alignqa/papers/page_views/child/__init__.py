"""The program of the process that shows passages of a PDF: no other process runs a native library on a file.

`view_main` reads a task and writes a report, `page_text` reads the characters of a page with their places,
`alignment` finds a passage among them, `marking` draws boxes around them, and `drawing` makes the image of a page.
"""
