"""The child process that shows passages: a task on standard input, a report on standard output.

It runs as `python -I -m alignqa.papers.page_views.child.view_main`, so that a file on which the native library crashes, hangs
or runs out of memory costs only this process.
Limits come as arguments: address space and processor seconds; the last is the line that ends it with its parent, or None.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from alignqa.papers.page_views.wire import DrawnPage, SoughtPassage, ViewReport, decode_task, encode_report
from alignqa.papers.parsing.confined.allowance import restrict
from alignqa.papers.parsing.confined.lifeline import end_with


def main(arguments: list[str]) -> int:
    """Reads standard input within the limits and reports on standard output."""
    memory, cpu_s = (int(argument) for argument in arguments[:2])
    if arguments[2].isdigit():
        end_with(int(arguments[2]))
    restrict(memory, cpu_s)
    passages, width, data = decode_task(sys.stdin.buffer.read())
    sys.stdout.buffer.write(encode_report(view(data, passages, width)))
    sys.stdout.buffer.flush()
    return 0


def view(data: bytes, passages: Sequence[SoughtPassage], width: int) -> ViewReport:
    """Finds the passages in a PDF and draws their pages; nothing is found in a file that cannot be opened."""
    import pypdfium2.raw as pdfium  # type: ignore[import-untyped]  # it ships no types

    from alignqa.papers.page_views.child.drawing import drawn
    from alignqa.papers.page_views.child.marking import marks_of
    from alignqa.papers.page_views.child.page_text import OpenPage

    pdfium.FPDF_InitLibrary()
    document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    if not document:
        return ViewReport(((),) * len(passages), {})
    pages = {}
    for number in sorted({number for passage in passages for number in passage.pages}):
        if page := pdfium.FPDF_LoadPage(document, number - 1):
            pages[number] = page
    images: dict[int, DrawnPage] = {number: drawn(page, width) for number, page in pages.items()} if width else {}
    opened = {number: OpenPage(page) for number, page in pages.items()}
    return ViewReport(tuple(marks_of(passage, opened) for passage in passages), images)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
