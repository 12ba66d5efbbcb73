"""Makes pages from templates: those of this room, in the frame and the style of all pages of alignqa."""

from __future__ import annotations

import hashlib
import logging
import secrets
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from jinja2 import ChoiceLoader, Environment, PackageLoader
from markupsafe import Markup
from starlette.responses import HTMLResponse

from alignqa.errors import AlignqaError, IndexLocked, IndexUnavailable, ProviderError, UnknownPaper, UsageError
from alignqa.render.html.templating import asset, environment
from alignqa.retrieval.filters import NO_FILTERS
from alignqa.web.arguments import query_of, years_text

_log = logging.getLogger(__name__)
_PACKAGE = "alignqa.web"
_BODY = secrets.token_hex(16)  # stands where a live page is cut; nobody can write it into a text
_STATUSES = {UnknownPaper: 404, UsageError: 400, IndexUnavailable: 503, ProviderError: 502, IndexLocked: 409}


@cache
def templates() -> Environment:
    """Returns the templates of this room over those of single files."""
    shared = environment()
    made = shared.overlay(loader=ChoiceLoader([PackageLoader(_PACKAGE), shared.loader]))  # type: ignore[list-item]  # it has one
    ours = {"asset_address": asset_address, "query_of": query_of, "years_text": years_text, "no_filters": NO_FILTERS}
    made.globals = {**made.globals, **ours}
    return made


def page(name: str, *, status: int = 200, **values: object) -> HTMLResponse:
    """Makes a page."""
    return HTMLResponse(text_of(name, **values), status)


def text_of(name: str, **values: object) -> str:
    """Fills a template."""
    return templates().get_template(name).render(**values)


def halves(name: str, **values: object) -> tuple[str, str]:
    """Fills a template and cuts it where `body` is printed: what stands before a live answer, and what comes after it."""
    head, _, tail = text_of(name, body=Markup(_BODY), **values).partition(_BODY)  # noqa: S704 - our own mark
    return head, tail


def status_of(error: AlignqaError) -> int:
    """Returns the HTTP status for an error."""
    return next((status for kind, status in _STATUSES.items() if isinstance(error, kind)), 500)


def as_told(error: Exception) -> AlignqaError:
    """Returns an error as clients are told of it; one that nobody foresaw goes to the log."""
    if isinstance(error, AlignqaError):
        return error
    _log.error("A page failed", exc_info=error)
    return AlignqaError("Something went wrong that should not.", hint="The terminal of the server has the details")


def error_page(message: str, hint: str, *, status: int) -> HTMLResponse:
    """Makes the page of an error."""
    return page("error.html", status=status, message=message, hint=hint)


@cache
def assets() -> Mapping[str, tuple[str, bytes]]:
    """Returns the files that pages load, by name: their type and content. No other file is ever sent."""
    script = (files(_PACKAGE) / "assets" / "keys.js").read_bytes()
    style = asset("style.css") + (files(_PACKAGE) / "assets" / "web.css").read_text(encoding="utf-8")
    return {"style.css": ("text/css", style.encode()), "keys.js": ("text/javascript", script)}


@cache
def asset_address(name: str) -> str:
    """Returns the address of a file, which changes with its content."""
    return f"/assets/{name}?v={hashlib.sha256(assets()[name][1]).hexdigest()[:12]}"
