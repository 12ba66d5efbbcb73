"""The layout of the pages: runs become lines, and lines come into reading order.

`decorations` and `line_numbers` set apart what is printed beside or across the text;
`lines` joins runs, and `line_text` writes the text of a line;
`columns` and `strips` find texts that stand side by side; `norms` measures type size, leading and margins.
"""
