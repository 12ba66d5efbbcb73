"""The templates of pages and fragments: everything that a template prints is shown letter by letter."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from alignqa import __version__
from alignqa.render.html.escaping import escaped, web_address
from alignqa.render.printable import one_line
from alignqa.render.wording import (
    FROM_METADATA,
    by_line,
    cited,
    confidence_line,
    count_of,
    fact_lines,
    in_wholes,
    overclaim_warning,
    quoted_in,
)

_TEMPLATES = "alignqa.render.html"


@cache
def environment() -> Environment:
    """Returns the environment of the templates.

    Every text that a template prints goes through `escaped`, wherever it stands; only numbers and what the filters below
    have made are printed as they are.
    """
    made = Environment(
        loader=PackageLoader(_TEMPLATES),
        autoescape=True,
        finalize=_shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(line=one_line, plain=_plain, letters=_letters, web_address=_web_address, picture=_picture)
    made.globals.update(
        version=__version__,
        by_line=by_line,
        cited=cited,
        count_of=count_of,
        confidence_line=confidence_line,
        fact_lines=fact_lines,
        from_metadata=FROM_METADATA,
        in_wholes=in_wholes,
        overclaim_warning=overclaim_warning,
        quoted_in=quoted_in,
    )
    return made


def render_page(name: str, *, script: str = "", **values: object) -> str:
    """Renders a page that carries its style sheet, its script if there is one, and the policy that allows nothing else."""
    style, code = asset("style.css"), asset(script) if script else ""
    rules = ["default-src 'none'", "img-src data:", f"style-src '{_hash(style)}'", "base-uri 'none'", "form-action 'none'"]
    if code:
        rules.insert(1, f"script-src '{_hash(code)}'")
    policy = Markup("; ".join(rules))  # noqa: S704 (our own words and hashes)
    given = {"policy": policy, "style": Markup(style), "code": Markup(code)}  # noqa: S704 (files of this package)
    return environment().get_template(name).render(**given, **values)


@cache
def asset(name: str) -> str:
    """Reads a style sheet or a script of this package."""
    return (files(_TEMPLATES) / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _shown(value: object) -> object:
    """Prepares a value for printing: text that is not markup of our own making is escaped."""
    return Markup(escaped(value)) if isinstance(value, str) and not isinstance(value, Markup) else value  # noqa: S704 (escaped)


def _plain(text: str) -> Markup:
    """Escapes text as one line without any element, for a title or an attribute."""
    return Markup(html.escape(one_line(text)))  # noqa: S704 (escaped)


def _web_address(url: str | None) -> Markup | None:
    found = web_address(url)
    return Markup(found) if found else None  # noqa: S704 (escaped)


def _letters(text: str) -> Markup:
    """Escapes text that must come back out of the page letter by letter: JSON, which has no character that acts."""
    return Markup(html.escape(text, quote=False))  # noqa: S704 (escaped)


def _picture(image: bytes) -> Markup:
    """Writes a picture as an address that holds its data."""
    kind = "webp" if re.match(rb"RIFF....WEBP", image, re.DOTALL) else "png"
    return Markup(f"data:image/{kind};base64,{base64.b64encode(image).decode()}")  # noqa: S704 (letters of base64)
