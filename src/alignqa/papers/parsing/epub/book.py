"""Reads an EPUB book: its chapters in reading order, each member read in memory and within limits."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from alignqa.errors import UnreadablePaper
from alignqa.papers.document import Manuscript, Metadata
from alignqa.papers.parsing.epub.contents import (
    ContentsEntry,
    as_front_matter,
    at_depth,
    chapter_depth,
    is_title_page,
    navigation_entries,
    ncx_entries,
    with_listed_headings,
    with_printed_titles,
)
from alignqa.papers.parsing.epub.notes import (
    as_notes,
    begins_notes,
    is_notes_file,
    with_marked_notes,
    with_sections_of_notes,
)
from alignqa.papers.parsing.html.blocks import blocks, write
from alignqa.papers.parsing.html.element_blocks import ElementBlock
from alignqa.papers.parsing.html.metadata import creative_commons, year_of
from alignqa.papers.parsing.html.tree import Element, read_xhtml
from alignqa.papers.parsing.html.visibility import visible_part
from alignqa.papers.parsing.manuscript.author_names import author_names, given_first
from alignqa.papers.parsing.manuscript.writer import ManuscriptWriter, clean
from alignqa.papers.person_names import plain_name

# A book of a thousand chapters with all its pictures stays far below these.
_MAX_MEMBERS = 20_000
_LARGEST_MEMBER = 50_000_000
_LARGEST_TOTAL = 200_000_000
# Text shrinks to a tenth at best; only zeros and attacks shrink to a thousandth.
_MAX_RATIO = 500
_RATIO_IGNORED_BYTES = 1_000_000
_FONT_OBFUSCATION = frozenset({"http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"})
_CHAPTER_TYPES = frozenset({"application/xhtml+xml", "text/html", "application/xml", "text/xml"})
_TITLE_PAGES = frozenset({"title-page", "copyright-page", "cover", "colophon", "dedication"})
_NOTES = frozenset({"notes", "endnotes", "footnotes"})
_HINT = "Download the book again, or look for it in another format"


def parse(data: bytes, path: Path) -> Manuscript:
    """Returns the manuscript of a book, chapter by chapter in the order of its spine.

    Raises UnreadablePaper for a broken or encrypted archive, one that unpacks to too much, and a book without text.
    """
    book = _Book(data, path)
    _refuse_encryption(book)
    package_name = _package_name(book)
    package = book.tree(package_name)
    listed: dict[str, list[ContentsEntry]] = {}
    for entry in _contents(book, package, package_name):
        listed.setdefault(entry.file, []).append(entry)
    known, title_pages = _metadata(package), _guided(package, package_name, _TITLE_PAGES)
    notes = _guided(package, package_name, _NOTES)
    writer = ManuscriptWriter()
    found: list[ElementBlock] = []
    earlier: list[str] = []
    in_notes = False
    # A chapter is read once, however often the spine of a hostile book names it.
    for name in dict.fromkeys(_spine(package, package_name)):
        chapter = book.tree(name) if name in book else None
        if chapter is None:
            writer.notice(f"The chapter {name} is missing from the book.")
            continue
        chapter, notices = visible_part(chapter)
        for sentence in notices:
            writer.notice(f"{name}: {sentence}")
        entries = listed.get(name, [])
        body = with_marked_notes(next(chapter.named("body"), chapter), earlier)
        read = with_printed_titles(blocks(with_listed_headings(body, entries), is_whole=False))
        depth = chapter_depth(chapter, entries)
        is_notes = False
        if name in title_pages or is_title_page(read, known.title or ""):
            read = as_front_matter(read)
        else:
            is_notes = is_notes_file(name, read, declared=name in notes)
        found.extend(_placed(read, depth, is_notes=is_notes, after_notes=in_notes))
        in_notes = is_notes
        earlier.append(name)
    if not found:
        raise UnreadablePaper(
            f"{path} is a book without text.", hint="Look for another edition, since books of scanned pages are not read"
        )
    write(found, writer)
    return writer.finish(known)


def _placed(read: list[ElementBlock], depth: int | None, *, is_notes: bool, after_notes: bool) -> list[ElementBlock]:
    """Returns the blocks of a file at its depth in the contents, and its notes as such."""
    if not is_notes:
        return at_depth(with_sections_of_notes(read, continued=False), depth)
    section = as_notes(read, continued=after_notes)
    continued = after_notes and not begins_notes(section[0].text)
    return at_depth(with_sections_of_notes(section, continued=continued), depth or (None if continued else 1))


@dataclass(slots=True)
class _Allowance:
    """The number of bytes that may still be unpacked."""

    left: int = _LARGEST_TOTAL


class _Book:
    """The members of an EPUB archive, unpacked one at a time within the limits."""

    def __init__(self, data: bytes, path: Path) -> None:
        self.path = path
        self._allowance = _Allowance()
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
            raise UnreadablePaper(f"{path} is a broken EPUB archive: {error}.", hint=_HINT) from error
        if len(self._archive.infolist()) > _MAX_MEMBERS:
            raise UnreadablePaper(f"{path} holds more than {_MAX_MEMBERS:,} files.", hint=_HINT)

    def __contains__(self, name: str) -> bool:
        return name in self._archive.NameToInfo

    def tree(self, name: str) -> Element:
        return read_xhtml(self._read(name), self.path)

    def _read(self, name: str) -> bytes:
        try:
            info = self._archive.getinfo(name)
            # The sizes that the archive states may be false, so the limits apply to what is really unpacked.
            limit = min(_LARGEST_MEMBER, self._allowance.left)
            with self._archive.open(info) as member:
                data = member.read(limit + 1)
        except KeyError as error:
            raise UnreadablePaper(f"{self.path} lacks the member {name}.", hint=_HINT) from error
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError) as error:
            raise UnreadablePaper(f"{self.path} is broken at {name}: {error}.", hint=_HINT) from error
        compressed = max(info.compress_size, 1)
        if len(data) > limit or (len(data) > _RATIO_IGNORED_BYTES and len(data) / compressed > _MAX_RATIO):
            raise UnreadablePaper(f"{self.path} unpacks to far more than a book holds (at {name}).", hint=_HINT)
        self._allowance.left -= len(data)
        return data


def _refuse_encryption(book: _Book) -> None:
    if "META-INF/encryption.xml" not in book:
        return
    methods = {element.get("algorithm") for element in book.tree("META-INF/encryption.xml").named("encryptionmethod")}
    if not methods <= _FONT_OBFUSCATION:
        message = f"{book.path} is encrypted (digital rights management)."
        raise UnreadablePaper(message, hint="Look for a copy without copy protection")


def _package_name(book: _Book) -> str:
    if "META-INF/container.xml" not in book:
        raise UnreadablePaper(f"{book.path} has no META-INF/container.xml, so it is not an EPUB book.", hint=_HINT)
    roots = [element.get("full-path") for element in book.tree("META-INF/container.xml").named("rootfile")]
    name = next((posixpath.normpath(root) for root in roots if root), "")
    if name not in book:
        raise UnreadablePaper(f"{book.path} names no package document that it holds.", hint=_HINT)
    return name


def _spine(package: Element, package_name: str) -> Iterator[str]:
    """Yields the names of the chapters in reading order, without the table of contents."""
    contents = {_member(package_name, guide.get("href")) for guide in package.named("reference") if guide.get("type") == "toc"}
    items: Mapping[str, Element] = {item.get("id"): item for item in package.named("item")}
    for reference in package.named("itemref"):
        item = items.get(reference.get("idref"))
        if item is None or "nav" in item.get("properties").split():
            continue
        name = _member(package_name, item.get("href"))
        if item.get("media-type") in _CHAPTER_TYPES and name not in contents:
            yield name


def _guided(package: Element, package_name: str, types: frozenset[str]) -> set[str]:
    """Returns the names of the files that the guide of EPUB 2 calls by one of the types, such as a title page."""
    return {_member(package_name, guide.get("href")) for guide in package.named("reference") if guide.get("type") in types}


def _contents(book: _Book, package: Element, package_name: str) -> list[ContentsEntry]:
    """Returns the table of contents, from the navigation document of EPUB 3 or else from the NCX of EPUB 2."""
    for item in package.named("item"):
        name = _member(package_name, item.get("href"))
        if "nav" in item.get("properties").split() and name in book:
            return list(navigation_entries(book.tree(name), name))
    for item in package.named("item"):
        name = _member(package_name, item.get("href"))
        if item.get("media-type") == "application/x-dtbncx+xml" and name in book:
            return list(ncx_entries(book.tree(name), name))
    return []


def _member(package_name: str, address: str) -> str:
    """Returns the name of the member that an address in the package document leads to."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(package_name), unquote(urlsplit(address).path)))


def _authors(described: Element) -> tuple[str, ...]:
    """Returns the creators that are authors; editors, translators and illustrators have other roles (MARC relators)."""
    refined, sorted_as = (
        {meta.get("refines").removeprefix("#"): meta.text() for meta in described.named("meta") if meta.get("property") == name}
        for name in ("role", "file-as")
    )
    creators = [
        creator
        for creator in described.named("creator")
        if (creator.get("role") or refined.get(creator.get("id"), "aut")).lower() in {"aut", "author", "cre", "dub"}
    ]
    names: list[str] = []
    for creator in creators:
        filed = given_first(clean(creator.get("file-as") or sorted_as.get(creator.get("id"), "")))
        names += [filed] if plain_name(filed) == clean(creator.text()) else author_names((clean(creator.text()),), listed=True)
    return tuple(dict.fromkeys(filter(None, names)))


def _dates(described: Element) -> list[str]:
    """Returns the dates of the book, that of its publication first, none of a later change to the file."""
    dates = [date for date in described.named("date") if date.get("event") not in {"modification", "conversion", "creation"}]
    return [date.text() for date in sorted(dates, key=lambda date: "publication" not in date.get("event"))]


def _metadata(package: Element) -> Metadata:
    described = next(package.named("metadata"), package)
    titles, rights, identifiers = (
        [text for element in described.named(name) if (text := clean(element.text()))]
        for name in ("title", "rights", "identifier")
    )
    doi = next((value[value.index("10.") :] for value in identifiers if "doi" in value.lower() and "10." in value), None)
    return Metadata(
        title=next(iter(titles), None),
        authors=_authors(described),
        year=next((year for date in _dates(described) if (year := year_of(date)) is not None), None),
        licence=next((creative_commons(text) or text for text in rights), None),
        doi=doi,
    )
