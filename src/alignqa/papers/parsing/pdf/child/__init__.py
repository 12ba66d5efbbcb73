"""The child process that reads a PDF: started and watched by `child_process`, run by `child_main`, reporting a `printout`.

`glyphs` reads the characters into `runs`, and `drawings` all other objects of a page and the outline;
`visibility` judges what can be seen.
"""
