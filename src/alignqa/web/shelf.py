"""The pages of the library: all papers, copies folded, and the correction of what is known about one."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from alignqa.errors import AlignqaError, UsageError
from alignqa.index.catalogue.records import PaperRecord
from alignqa.index.reports import IngestOutcome
from alignqa.index.works import Copies
from alignqa.papers.document import Metadata
from alignqa.papers.identity.identification import DECLARED
from alignqa.papers.parsing.manuscript.author_names import given_first
from alignqa.papers.person_names import plain_names
from alignqa.render.printable import one_line
from alignqa.web.arguments import read_text
from alignqa.web.desk import Desk
from alignqa.web.pages import page

_ON_PAGE = 100
_MAX_FIELD = 2_000
_PATIENCE = 5.0  # seconds to wait for another writer
_SORTS = ("title", "author", "year")


@dataclass(frozen=True, slots=True)
class ShelfWork:
    """A work, with the other versions of it that are in the index."""

    record: PaperRecord
    copies: tuple[PaperRecord, ...] = ()
    part_of: tuple[str, ...] = ()


async def shelf(desk: Desk, request: Request) -> Response:
    """Lists the works whose title, authors, year or key have the words of the query."""
    query = request.query_params
    words, sort = read_text(query, "q")[:_MAX_FIELD], query.get("sort", "title")
    works = await desk.turns.call(request.receive, functools.partial(_works, desk))
    found = [work for work in works if _has(work, words)]
    found.sort(key=lambda work: _order(work.record, sort if sort in _SORTS else "title"))
    last = max(1, -(-len(found) // _ON_PAGE))
    number = query.get("page", "1")
    at = min(int(number), last) if number.isascii() and number.isdigit() and len(number) < 9 and int(number) else 1
    shown = found[(at - 1) * _ON_PAGE : at * _ON_PAGE]
    return page("shelf.html", works=shown, words=words, sort=sort, number=at, last=last, count=len(found), total=len(works))


async def correct(desk: Desk, request: Request) -> Response:
    """Reads a paper's file anew with the metadata of the form; a field that is left as it is keeps its origin."""
    if desk.read_only:
        raise UsageError("This server only reads.", hint="Start it without --read-only to correct metadata")
    async with request.form(max_files=0, max_fields=10) as form:
        given = {name: one_line(str(form.get(name, ""))[:_MAX_FIELD]) for name in ("title", "authors", "year", "url")}
    key = request.path_params["key"]
    await desk.turns.call_long(request.receive, functools.partial(_correct, desk, key, given))
    return RedirectResponse(request.url.path.removesuffix("/metadata"), 303)


def _works(desk: Desk) -> list[ShelfWork]:
    records = {record.paper_id: record for record in desk.records()}
    copies = desk.library.copies()
    works: list[ShelfWork] = []
    folded: set[str] = set()
    for key, record in records.items():
        if key in folded:
            continue
        known = copies.get(key, Copies())
        versions = tuple(records[other] for other in known.versions if other in records)
        folded.update(version.paper_id for version in versions)
        works.append(ShelfWork(record, versions, tuple(other for other in known.part_of if other in records)))
    return works


def _has(work: ShelfWork, words: str) -> bool:
    known = (work.record, *work.copies)
    text = " ".join(
        " ".join((record.paper_id, metadata.title or "", *plain_names(metadata.authors), str(metadata.year or "")))
        for record in known
        for metadata in [record.metadata]
    ).casefold()
    return all(word in text for word in words.casefold().split())


def _order(record: PaperRecord, sort: str) -> tuple[object, ...]:
    known = record.metadata
    title, author = (known.title or "\uffff").casefold(), (known.authors[0] if known.authors else "\uffff").casefold()
    return {"title": (title,), "author": (author, title), "year": (-(known.year or 0), title)}[sort] + (record.paper_id,)


def _correct(desk: Desk, key: str, given: Mapping[str, str]) -> None:
    library = desk.library
    paper = library.paper(key)
    known, file = paper.metadata, Path(paper.source)
    if not file.is_absolute() or not file.is_file():
        raise AlignqaError(
            f"The file of {key} is not where it was when it was ingested.",
            hint="Ingest it from its new place, then correct it: alignqa ingest PATH",
        )
    changed = {name: value for name, value in _facts(given, known).items() if value and value != getattr(known, name)}
    if not changed:
        return
    declared = replace(known.told_only_by(DECLARED), **changed, origins={})  # type: ignore[arg-type]  # each is of its own field
    report = library.ingest([file], declared={file.resolve(): declared}, wait=_PATIENCE)
    for refused in report.of(IngestOutcome.REFUSED):
        raise AlignqaError(refused.message, hint=refused.hint)


def _facts(given: Mapping[str, str], known: Metadata) -> dict[str, object]:
    """Reads the fields of the form; UsageError for a year that is none. Names that are `known` keep their family names."""
    year: str = given["year"]
    if year and not (year.isascii() and year.isdigit() and 1 <= len(year) <= 4 and int(year)):
        raise UsageError(f"{year[:40]!r} is not a year.", hint="Write four digits, such as 2019")
    kept = dict(zip(plain_names(known.authors), known.authors, strict=True))
    authors: Sequence[str] = [given_first(name.strip()) for name in given["authors"].split(";")]
    return {
        "title": " ".join(given["title"].split()),
        "authors": tuple(kept.get(name, name) for name in authors if name),
        "year": int(year) if year else None,
        "url": given["url"],
    }


def known_facts(metadata: Metadata) -> list[tuple[str, str, str]]:
    """Lists what is known of a paper: name, value, and where it comes from."""
    facts = {
        "authors": "; ".join(plain_names(metadata.authors)),
        "year": str(metadata.year or ""),
        "venue": metadata.venue or "",
        "url": metadata.url or "",
        "doi": metadata.doi or "",
        "licence": metadata.licence or "",
        "wholes": ", ".join(metadata.wholes),
    }
    return [(name, value, metadata.origins.get(name, "")) for name, value in facts.items() if value]
