"""Passages on the pages of a PDF as it is displayed: images of the pages, and boxes around the words.

`views` are the results; `reading` has a child process find the boxes and draw the pages, and the wing `child` is its program.
"""
