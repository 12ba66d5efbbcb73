"""The place of a quote as a manuscript cites it: a page, or else a section."""

from __future__ import annotations

import re

from alignqa.papers.document import Locator

_NUMBERED = re.compile(r"(?P<number>[A-Z]?\d{0,3}(?:\.\d{1,3}){0,5})\.?\s+\S")


def page_of(locator: Locator) -> str:
    """Returns the page as its source prints it, or by its number; empty if there are no pages."""
    return locator.page_label or (str(locator.page) if locator.page is not None else "")


def section_of(locator: Locator) -> str:
    """Returns the number of the section, or its title in quotation marks; empty if there is none."""
    heading = " ".join((locator.section or "").split())
    numbered = _NUMBERED.match(heading)
    if numbered and any(char.isdigit() for char in numbered["number"]):
        return numbered["number"]
    return f"“{heading}”" if heading else ""
