"""The copies of a work that can be fetched, best first, and the files of each under our names."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from alignqa.acquisition.arxiv.archives import unpacked
from alignqa.acquisition.arxiv.identifiers import ArxivId, arxiv_id
from alignqa.acquisition.arxiv.latex_source import SOURCE_SUFFIXES, named_source
from alignqa.acquisition.failures import NotThere
from alignqa.acquisition.network.web import BY_HAND, Response
from alignqa.errors import ProviderError
from alignqa.papers.parsing.signatures import Format, signature


class FetchableCopy(StrEnum):
    """The forms in which papers are fetched."""

    HTML = "HTML"
    LATEX = "LaTeX"
    PDF = "PDF"


@dataclass(frozen=True, slots=True)
class Copy:
    """An address, the maximum of bytes, and the form that is expected there; None for either a page or a PDF."""

    url: str
    max_bytes: int
    rendering: FetchableCopy | None = None


@dataclass(frozen=True, slots=True)
class Rendered:
    """The files of a copy: `file` is the paper, and the others belong to it."""

    rendering: FetchableCopy
    file: str
    files: dict[str, bytes]


_PAGE_BYTES = 30_000_000
_PDF_BYTES = 100_000_000


def copies_of(arxiv: ArxivId, *, first: str = "") -> list[Copy]:
    """Lists the copies of a paper at arXiv: HTML, then LaTeX, then PDF, but the rendering named `first` before all others."""
    copies = [
        Copy(f"https://arxiv.org/html/{arxiv}", _PAGE_BYTES, FetchableCopy.HTML),
        Copy(f"https://arxiv.org/e-print/{arxiv}", _PDF_BYTES, FetchableCopy.LATEX),
        Copy(f"https://arxiv.org/pdf/{arxiv}", _PDF_BYTES, FetchableCopy.PDF),
    ]
    return sorted(copies, key=lambda copy: copy.rendering != first)


def copy_at(url: str) -> Copy:
    """Returns the one copy of a page or PDF that has its own address."""
    return Copy(url, _PDF_BYTES)


def rendered(copy: Copy, response: Response, name: str) -> Rendered:
    """Returns the files of a copy, called `name` with a suffix; ProviderError if it does not have the expected form."""
    _require_same_work(copy, response)
    data = response.data
    if copy.rendering is FetchableCopy.LATEX:
        members = unpacked(data, keep=SOURCE_SUFFIXES)
        data = members.get("", data)
        if "" not in members or signature(data) is not Format.PDF:
            return Rendered(FetchableCopy.LATEX, f"{name}.tex", named_source(members, name))
    form = signature(data)
    if form is Format.PDF and copy.rendering is not FetchableCopy.HTML:
        return Rendered(FetchableCopy.PDF, f"{name}.pdf", {f"{name}.pdf": data})
    if form is Format.HTML and copy.rendering in {None, FetchableCopy.HTML}:
        return Rendered(FetchableCopy.HTML, f"{name}.html", {f"{name}.html": data})
    expected = copy.rendering or "page or PDF"
    raise ProviderError(f"The answer of {copy.url} is not the expected {expected}.", hint=BY_HAND)


def _require_same_work(copy: Copy, response: Response) -> None:
    """Raises NotThere if arXiv gives something else than the copy: the page of the abstract, or another version."""
    asked, given = arxiv_id(copy.url), arxiv_id(response.url)
    if asked is None or copy.url == response.url:
        return
    if given is None or given.id != asked.id or given.version not in {None, asked.version}:
        raise NotThere(f"{copy.url} redirects to another paper or version.")
    if urlsplit(response.url).path.startswith("/abs/"):
        raise NotThere(f"{copy.url} redirects to the abstract.")
