"""The one place that makes text of papers, drafts and users harmless in HTML."""

from __future__ import annotations

import html
import re

from alignqa.render.markdown import WEB_ADDRESS
from alignqa.render.printable import printable

# Dollar signs and backslashes begin mathematics in a notebook, but not when each is alone in an element.
_MATH = re.compile(r"[$\\]")


def escaped(text: str) -> str:
    """Escapes text so that a browser, and the mathematics of a notebook, show every character as it is."""
    shown = html.escape(printable(text)).replace("\n", "<br>")
    return _MATH.sub(lambda found: f"<span>{found.group()}</span>", shown)


def web_address(url: str | None) -> str | None:
    """Returns the address if it is one of the web, safe in an attribute; otherwise None, and there is no link."""
    shown = printable(url or "")
    return html.escape(shown) if re.fullmatch(WEB_ADDRESS, shown) else None
