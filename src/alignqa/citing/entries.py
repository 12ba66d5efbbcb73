"""The entries of a paper's own list of references, and the facts that each states."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from alignqa.audits.drafts.names import INVERTED, inverted_people_in
from alignqa.citing.author_lists import authors_at_start
from alignqa.citing.entry_dates import BRACKETED_DATE, MONTH, YEAR, date_at, is_undated, last_year, year_within
from alignqa.citing.entry_places import LABEL, entry_places, joined_address
from alignqa.papers.bibliography.citation_keys import fold_title
from alignqa.papers.bibliography.entry import MORE_AUTHORS, arxiv_id_in, doi_in
from alignqa.papers.bibliography.organisations import is_organisation
from alignqa.papers.document import Manuscript, Metadata, Span

_ADDRESS = re.compile(r"https?://[^\s<>\"“”]+")
_SPACED_ARXIV = re.compile(r"\barxiv (?=\d{4}\.\d{4})", re.IGNORECASE)
_YEAR_BEHIND = re.compile(r"[,.;]? \(?(?:(?:[A-Z][a-z]{2,8}\.?|\d\d?) )?(?:19|20)\d\d[a-z]?\)?(?=[.,;]|$)")
# The authors of the entry before: "——. (2015) …"
_SAME = re.compile(r"(?:[—–―_]{1,6}|-{2,6})[.,]?\s")
_QUOTED = re.compile(r"[“\"](?P<title>[^“”\"]{4,300}?)[,.?!]?[”\"]")
_QUOTED_FIRST = re.compile(
    r"[“\"](?P<title>[^“”\"]{4,300}?)[,.]?[”\"],? (?:by )?(?P<authors>[^\d(]{2,200}?),? \(?(?=(?:19|20)\d\d)"
)
_STOP = re.compile(r"(?<!\b[^\W\d_])[.?!](?=\s)")  # not the point of an initial
_EDITORS = re.compile(r" ?\(?(?:eds?\.?|editors?)\)?,? ?$", re.IGNORECASE)
_MORE = re.compile(r",? ?(?:and )?(?:et al\.?|(?:\d{1,4} )?others|\.\.\.|…) ?$")
_LAST_INITIAL = re.compile(r"(?<=[\s.-])[^\W\d_a-z]\Z")  # whose stop was taken for that of the list
_HANDLE = re.compile(r"\[@?\w{1,30}\]")
_BETWEEN = re.compile(r",? (?:and|&) |, ")
_INVERTED = re.compile(INVERTED)
_SUFFIX = re.compile(r"(?:Jr|Sr|II|III|IV)\.?")
# "Lamp Institute. 2020. Title."; the longest lists have thousands of names.
_DATED = re.compile(
    rf"(?P<authors>.{{2,12000}}?)[,.]?(?= (?:(?:\d{{1,2}} )?{MONTH} (?:\d{{1,2}},? )?)?\(?(?:19|20)\d\d[a-z]?\)?[.,:]\s)"
)
_TITLE_END = re.compile(
    r"[.?!](?=\s+(?:[^a-z\s]|arxiv\b)|$)(?<!\bvs\.)|,\s+\d+(?:st|nd|rd|th)?\s+ed|,\s+(?:[A-Z][a-z]{2,8}\s+)?(?:19|20)\d\d"
    r"|,\s+(?:[Ff]orthcoming\b|[Ii]n [Pp]ress\b|[Ii]n:\s)|·{4}|\bURL\b|\barXiv\b"
)
# In "Do lamps sleep? Notes from thirty winters. Lamps, 2020" the title goes on; a venue has capitals, or begins so.
_SUBTITLE = re.compile(r"\s+(?!In\b|Proc|Journal|arXiv|URL)[A-Z](?=(?:[^.?!\d]*?\s[a-z]{4,}){2})[^.?!\d·]{10,200}\.(?=\s+\S)")
# Behind a title that follows the authors after a comma: the edition, the series, the place or the publisher.
_TITLE_END_AT_COMMA = re.compile(
    r",\s+(?:\d+(?:st|nd|rd|th)\b|(?:[Rr]ev|[Ss]econd|[Tt]hird)\w*\.? ed|[Ss]er\.|[Vv]ol\.|[Nn]o\.|in\s|pp?\.|arXiv"
    r"|(?:[A-Z]\S*\s){0,3}(?:Press|Publish|Verlag|Univ|Wiley|Springer|Elsevier|Trans|Proc|Journal|J\.|Letters?\b|Tech))"
)


@dataclass(frozen=True, slots=True)
class CitedEntry:
    """An entry of a list of references: its place, its number if it has one, and what it states.

    `letter` is that of the year in "2020a". The authors are as they are printed.
    """

    span: Span
    text: str
    metadata: Metadata
    number: int | None = None
    letter: str = ""

    @property
    def more(self) -> bool:
        """Tells that the entry leaves out names."""
        return bool(self.metadata.authors) and self.metadata.authors[-1].endswith(MORE_AUTHORS)


def entries_of(manuscript: Manuscript) -> tuple[CitedEntry, ...]:
    """Reads the list of references; what has neither authors nor a title, with a date, an address or a number, is left out."""
    found: list[CitedEntry] = []
    for span, number in entry_places(manuscript):
        entry = _entry(manuscript.text, span, number, before=found[-1].metadata.authors if found else ())
        if entry is not None:
            found.append(entry)
    return tuple(found)


def _entry(text: str, span: Span, number: int | None, *, before: tuple[str, ...]) -> CitedEntry | None:
    """Reads an entry; `before` are the authors of the one before, for whom this one may have a dash."""
    whole = span.of(text)
    label = LABEL.match(whole) if number is not None else None
    printed = " ".join(whole[label.end() if label else 0 :].split())
    read = joined_address(printed)
    if address := _ADDRESS.search(read):
        # What follows its address may be another entry, printed in the same line.
        behind = _YEAR_BEHIND.match(read, address.end())
        read = read[: behind.end() if behind else address.end()]
    same = _SAME.match(read) if before else None
    authors, title, year = (before, *_behind(_without_address(read), same.end())) if same else _parts(read)
    known = Metadata(
        title=title,
        authors=authors,
        year=int(year["year"]) if year else None,
        url=address[0].rstrip(".,;)") if address else None,
        arxiv_id=arxiv_id_in(_SPACED_ARXIV.sub("arXiv:", read)),
        doi=(doi_in(read) or "").rstrip(").,;]") or None,
    )
    told = year or known.url or known.arxiv_id or known.doi or is_undated(read)
    # What states no date must begin with several people, else it may be any line.
    listed = authors_at_start(read)
    people = listed is not None and len(listed.names) > 1 and not listed.before_comma
    stated = bool(told) or (number is not None and bool(authors)) or people
    if not stated or not (authors or title):
        return None
    return CitedEntry(span, printed, known, number, year["letter"] if year else "")


def _parts(text: str) -> tuple[tuple[str, ...], str | None, re.Match[str] | None]:
    """Divides an entry into its authors, its title and its year."""
    if first := _QUOTED_FIRST.match(text):
        return _people(first["authors"]), first["title"].strip(), YEAR.search(text, first.end())
    bare = _without_address(text)
    if listed := authors_at_start(bare):
        return listed.names, *_behind(bare, listed.end, at_comma=listed.before_comma)
    stop = _STOP.search(bare)
    bracketed = BRACKETED_DATE.search(bare)
    if bracketed and bracketed.start() == 0:
        return (), _title(bare[bracketed.end() :]), year_within(bracketed)
    if bracketed and _are_authors(bare, bracketed.start(), stop):
        return _people(bare[: bracketed.start()]), _title(bare[bracketed.end() :]), year_within(bracketed)
    quoted = _QUOTED.search(bare)
    if quoted and (not stop or quoted.start() <= stop.end() + 2):
        return _people(bare[: quoted.start()]), quoted["title"].strip(), last_year(bare)
    # In "Lamp Institute. Title, 2020." the title comes first.
    dated = _DATED.match(bare)
    if dated and (not stop or dated.end("authors") <= stop.end() + 2 or _INVERTED.match(bare)):
        return _people(dated["authors"]), *_behind(bare, dated.end())
    if stop is None:
        return (), None, last_year(bare)
    authors = _people(bare[: stop.start()])
    return authors, _sentence(bare[stop.end() :].lstrip() if authors else bare), last_year(bare)


def _without_address(text: str) -> str:
    """Returns a text of the same length in which dots stand for its address."""
    return _ADDRESS.sub(lambda match: "·" * len(match[0]), text)


def _behind(text: str, end: int, *, at_comma: bool = False) -> tuple[str | None, re.Match[str] | None]:
    """Reads the title and the year behind a list of authors, in either order."""
    if dated := date_at(text, end):
        year, place = dated
        return _title(text[place:]), year
    return _title(text[end:].lstrip(" .,:;"), at_comma=at_comma), last_year(text[end:])


def _are_authors(text: str, end: int, stop: re.Match[str] | None) -> bool:
    """Checks whether an entry has nothing but its authors before `end`; `stop` is its first full stop."""
    before = _HANDLE.sub("", text[:end])
    if not any(map(str.isalpha, before)) or any(map(str.isdigit, before)):
        return False
    listed = _INVERTED.match(text)
    return stop is None or stop.end() >= end - 1 or (listed is not None and not text.startswith(":", listed.end()))


def _title(text: str, *, at_comma: bool = False) -> str | None:
    """Returns the title behind authors and date, which may be in quotation marks."""
    text = text.lstrip()
    quoted = _QUOTED.match(text)
    return quoted["title"].strip() if quoted else _sentence(text, at_comma=at_comma)


def _sentence(text: str, *, at_comma: bool = False) -> str | None:
    """Returns the title at the beginning of the rest of an entry: up to its end, or to the month, year or address behind it."""
    ends = [end for end in (_TITLE_END.search(text), _TITLE_END_AT_COMMA.search(text) if at_comma else None) if end]
    end = min(ends, key=lambda match: match.start(), default=None)
    if end and text[end.start()] in "?!" and (subtitle := _SUBTITLE.match(text, end.end())):
        end = _TITLE_END.search(text, subtitle.end() - 1)
    title = text[: end.start() + (1 if text[end.start()] in "?!" else 0)] if end else text
    title = title.strip(" .,;:")
    return title if any(letter.isalpha() for letter in title) and len(title) <= 300 else None


def _people(printed: str) -> tuple[str, ...]:
    """Returns the names of a list of authors; "et al." becomes a part of the last one."""
    printed = _EDITORS.sub("", _HANDLE.sub("", printed).strip(" ,.:;("))
    printed = _LAST_INITIAL.sub(r"\g<0>.", printed)
    more = _MORE.search(printed)
    printed = printed[: more.start()] if more else printed
    parts = [part for part in _BETWEEN.split(printed) if part]
    if len(parts) > 1 and _is_one_organisation(printed, parts):
        return (printed,)
    if _INVERTED.match(printed):
        names = [name.text for name in inverted_people_in(printed, 0)]
    else:
        names = [name.strip(" .,") for name in parts if name.strip(" .,") and not _SUFFIX.fullmatch(name.strip())]
    # A title or a running text has been taken for a list of names.
    if not names or any(len(name.split()) > 6 for name in names[:3]) or not names[0][:1].isalpha():
        return ()
    names = [name for name in names if fold_title(name)]
    return tuple([*names[:-1], names[-1] + MORE_AUTHORS] if more and names else names)


def _is_one_organisation(printed: str, parts: Sequence[str]) -> bool:
    """Tells the name of an organisation that has "and" in it ("Institute for Lamps and Oil") from a list of names."""
    named = is_organisation(parts[0]) or is_organisation(parts[-1])
    return named and ("," not in printed or all(len(part.split()) == 1 for part in parts[1:]))
