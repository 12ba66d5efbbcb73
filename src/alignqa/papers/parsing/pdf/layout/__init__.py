"""The layout of the pages: runs become lines, and lines come into reading order.

`decorations` and `line_numbers` set apart what is printed beside or across the text;
`lines` joins runs, `line_text` writes the text of a line, and `scripts` reads its raised and lowered signs,
of which `large_scripts` finds those that are no smaller than the text;
`hidden_lines` measures the room of those that were left out;
`columns` and `strips` find texts that stand side by side; `norms` measures type size, leading and margins.
"""
