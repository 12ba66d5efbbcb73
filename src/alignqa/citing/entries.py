"""The entries of a paper's own list of references, and the facts that each states."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from alignqa.audits.drafts.names import FAMILY, INVERTED, SHORT, inverted_people_in
from alignqa.papers.bibliography.citation_keys import fold_title
from alignqa.papers.bibliography.entry import MORE_AUTHORS, arxiv_id_in, doi_in
from alignqa.papers.document import Manuscript, Metadata, RegionKind, Span

_LABEL = re.compile(r"\s{0,20}(?:\[(?P<bracketed>\d{1,3})\]|(?P<listed>\d{1,3})\.(?=\s{1,9}[^\W\d_]))\s{0,20}")
_YEAR = re.compile(r"(?<![\d./:-])(?P<year>(?:19|20)\d\d)(?P<letter>[a-z]?)(?![\w/-]|\.\d)")
_BROKEN_ADDRESS = re.compile(r"(https?:/?/?\S{0,300}?[./_:-]) (?=[a-z0-9/])")
_ADDRESS = re.compile(r"https?://[^\s<>\"“”]+")
_SPACED_ARXIV = re.compile(r"\barxiv (?=\d{4}\.\d{4})", re.IGNORECASE)
_GIVEN = r"(?:[^\W\d_a-z]\.[- ]?){1,3}"
_PERSON = rf"(?:(?:{_GIVEN}|(?:{FAMILY} ){{1,2}}(?:{_GIVEN} ?)?){FAMILY})"
# A new entry begins in mid-line where two were printed without a break: people follow an address, a page or a year.
_RUN_ON = re.compile(rf"(?<=\S)\. (?=(?P<several>(?:{_PERSON})(?:, {_PERSON}|,? and {_PERSON}))|{_PERSON}\. [A-Z])")
_ENDING = re.compile(r"[\d/_]")
_CONTINUED = re.compile(
    r"(?!(?:van|von|de|der|den|di|du|da|del|la|le|al|el)\b)[a-z]|\d|(?:URL|arXiv|In|Technical Report|ISBN|ISSN)\b"
)
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?"
    r"|Dec(?:ember)?|Spring|Summer|Autumn|Fall|Winter)\b\.?"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?(?!\d)"
# "(2015, Aug.)", "(Spring 2018)", "(2019-01-05)", "(n.d.)", "[in press]"
_BRACKETED_DATE = re.compile(
    rf"[(\[](?:(?>{_MONTH}|(?:19|20)\d\d[a-z]?(?![\w])|{_DAY}|ca?\.|circa|and|[\s,/&–-]){{1,12}}+(?<=\w|\.)"
    r"|n\. ?d\.|nd|no date|in press|in prep(?:aration|\.)|forthcoming|to appear|submitted|under review|accepted)"
    r"(?:[-,] ?[a-z])?[)\]][.,:]?",
    re.IGNORECASE,
)
_YEAR_IN_DATE = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<letter>[a-z]?)(?!\w)")
_YEAR_BEHIND = re.compile(rf"[,.;]? \(?(?:{_MONTH} )?(?:19|20)\d\d[a-z]?\)?(?=[.,;]|$)")
# The authors of the entry before: "——. (2015) …"
_NAMED = "Same Authors"
_SAME = re.compile(r"(?:[—–―_]{1,6}|-{2,6})[.,]?\s")
_QUOTED = re.compile(r"[“\"](?P<title>[^“”\"]{4,300}?)[,.?!]?[”\"]")
_QUOTED_FIRST = re.compile(
    r"[“\"](?P<title>[^“”\"]{4,300}?)[,.]?[”\"],? (?:by )?(?P<authors>[^\d(]{2,200}?),? \(?(?=(?:19|20)\d\d)"
)
_STOP = re.compile(r"(?<!\b[^\W\d_])[.?!](?=\s)")  # not the point of an initial
_EDITORS = re.compile(r" ?\(?(?:eds?\.?|editors?)\)?,? ?$", re.IGNORECASE)
_MORE = re.compile(r",? ?(?:and )?(?:et al\.?|others|\.\.\.|…) ?$")
_LAST_INITIAL = re.compile(r"(?<=[\s.-])[^\W\d_a-z]\Z")  # whose stop was taken for that of the list
_HANDLE = re.compile(r"\[@?\w{1,30}\]")
_BETWEEN = re.compile(r",? (?:and|&) |, ")
_INVERTED = re.compile(INVERTED)
# "Doe, J., Roe, R.: Title." and "Doe J, Roe R. Title.", but "Meta AI. Title."
_INVERTED_AT_COLON = re.compile(rf"(?P<authors>{INVERTED}(?:,? et al\.)?):\s+")
_WITHOUT_STOPS = re.compile(rf"(?P<authors>{SHORT}(?:,? et al)?)(?<! AI| UK| EU| US| UN| ML)\.\s+")
_LOOKED_BACK = 300  # code points; the longest address that is looked at
_SUFFIX = re.compile(r"(?:Jr|Sr|II|III|IV)\.?")
# "Doe, J. (2020). Title." and "Jane Doe. 2020. Title."; the longest lists have thousands of names.
_DATED = re.compile(
    rf"(?P<authors>.{{2,12000}}?)[,.]? (?:(?:{_DAY} )?{_MONTH} (?:{_DAY},? )?)?"
    r"\(?(?P<year>(?:19|20)\d\d)(?P<letter>[a-z]?)\)?[.,:]\s+"
)
_TITLE_END = re.compile(
    r"[.?!](?=\s+[^a-z\s]|$)(?<!\bvs\.)|,\s+(?:[A-Z][a-z]{2,8}\s+)?(?:19|20)\d\d|,\s+[Ff]orthcoming\b|·{4}|\bURL\b|\barXiv\b"
)
_ACCESSED = re.compile(r"\b(?:Accessed|accessed|Retrieved|\[Online)")


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
    """Reads the list of references; what cannot be read as authors with a year, an address or a number is left out."""
    found: list[CitedEntry] = []
    for span, number in _spans(manuscript):
        entry = _entry(manuscript.text, span, number, before=found[-1].metadata.authors if found else ())
        if entry is not None:
            found.append(entry)
    return tuple(found)


def _spans(manuscript: Manuscript) -> Iterator[tuple[Span, int | None]]:
    """Yields the places of entries; one that goes on in the next region is put together, two in one region are divided."""
    text = manuscript.text
    regions = [region.span for region in manuscript.regions if region.kind is RegionKind.BIBLIOGRAPHY]
    labels = [_number(span.of(text)) for span in regions]
    numbered = sum(label is not None for label in labels) > len(labels) / 2
    begun: Span | None = None
    number: int | None = None
    for span, label in zip(regions, labels, strict=True):
        goes_on = begun is not None and _goes_on(begun.of(text), span.of(text), numbered=numbered, label=label)
        if goes_on and begun is not None and span.start - begun.end < 400:
            begun = Span(begun.start, span.end)
            continue
        if begun is not None:
            yield from _divided(text, begun, number)
        begun, number = span, label if numbered else None
    if begun is not None:
        yield from _divided(text, begun, number)


def _number(text: str) -> int | None:
    label = _LABEL.match(text)
    return int(label["bracketed"] or label["listed"]) if label else None


def _goes_on(before: str, text: str, *, numbered: bool, label: int | None) -> bool:
    if numbered:
        return label is None
    if text.startswith(("“", '"')):
        return False
    return _YEAR.search(_mended(before)) is None or _CONTINUED.match(text) is not None


def _divided(text: str, span: Span, number: int | None) -> Iterator[tuple[Span, int | None]]:
    """Yields the entries that were printed as one; those of a numbered list are never divided."""
    printed, begun = span.of(text).replace("\n", " "), 0
    for match in _RUN_ON.finditer(printed) if number is None else ():
        before = printed[max(0, match.start() - _LOOKED_BACK) : match.start()].rpartition(" ")[2]
        if before.startswith("http") or (match["several"] and _ENDING.search(before)):
            yield Span(span.start + begun, span.start + match.start() + 1), None
            begun = match.end()
    yield Span(span.start + begun, span.end), number


def _entry(text: str, span: Span, number: int | None, *, before: tuple[str, ...]) -> CitedEntry | None:
    """Reads an entry; `before` are the authors of the one before, for whom this one may have a dash."""
    whole = span.of(text)
    label = _LABEL.match(whole) if number is not None else None
    printed = " ".join(whole[label.end() if label else 0 :].split())
    read = _mended(printed)
    if address := _ADDRESS.search(read):
        # What follows its address may be another entry, printed in the same line.
        behind = _YEAR_BEHIND.match(read, address.end())
        read = read[: behind.end() if behind else address.end()]
    same = _SAME.match(read) if before else None
    authors, title, year = _parts(f"{_NAMED}. {read[same.end() :]}" if same else read)
    authors = before if same else authors
    known = Metadata(
        title=title,
        authors=authors,
        year=int(year["year"]) if year else None,
        url=address[0].rstrip(".,;)") if address else None,
        arxiv_id=arxiv_id_in(_SPACED_ARXIV.sub("arXiv:", read)),
        doi=(doi_in(read) or "").rstrip(").,;]") or None,
    )
    told = year or known.url or known.arxiv_id or known.doi or _BRACKETED_DATE.search(read)
    if not authors or not (told or number is not None):
        return None
    return CitedEntry(span, printed, known, number, year["letter"] if year else "")


def _mended(text: str) -> str:
    """Joins an address that was broken at the end of a line."""
    flat = text.replace("\n", " ")
    for _ in range(4):
        joined = _BROKEN_ADDRESS.sub(r"\1", flat)
        if joined == flat:
            break
        flat = joined
    return flat


def _parts(text: str) -> tuple[tuple[str, ...], str | None, re.Match[str] | None]:
    """Divides an entry into its authors, its title and its year."""
    if first := _QUOTED_FIRST.match(text):
        return _people(first["authors"]), first["title"].strip(), _YEAR.search(text, first.end())
    bare = _ADDRESS.sub(lambda match: "·" * len(match[0]), text)
    stop = _STOP.search(bare)
    dated = _DATED.match(bare)
    bracketed = _BRACKETED_DATE.search(bare)
    if bracketed and _are_authors(bare, bracketed.start(), stop):
        year = next(reversed(list(_YEAR_IN_DATE.finditer(bare, bracketed.start(), bracketed.end()))), None)
        return _people(bare[: bracketed.start()]), _title(bare[bracketed.end() :]), year
    if first_names := _INVERTED_AT_COLON.match(bare) or _WITHOUT_STOPS.match(bare):
        return _people(first_names["authors"]), _title(bare[first_names.end() :]), _last_year(bare)
    quoted = _QUOTED.search(bare)
    if quoted and (not stop or quoted.start() <= stop.end() + 2):
        return _people(bare[: quoted.start()]), quoted["title"].strip(), _last_year(bare)
    # In "Jane Doe. Title, 2020." the title comes first.
    if dated and (not stop or dated.end("authors") <= stop.end() + 2 or _INVERTED.match(bare)):
        return _people(dated["authors"]), _sentence(bare[dated.end() :]), dated
    if stop is None:
        return (), None, _last_year(bare)
    return _people(bare[: stop.start()]), _sentence(bare[stop.end() :].lstrip()), _last_year(bare)


def _are_authors(text: str, end: int, stop: re.Match[str] | None) -> bool:
    """Checks whether an entry has nothing but its authors before `end`; `stop` is its first full stop."""
    before = _HANDLE.sub("", text[:end])
    if not any(map(str.isalpha, before)) or any(map(str.isdigit, before)):
        return False
    listed = _INVERTED.match(text)
    return stop is None or stop.end() >= end - 1 or (listed is not None and not text.startswith(":", listed.end()))


def _title(text: str) -> str | None:
    """Returns the title behind authors and date, which may be in quotation marks."""
    text = text.lstrip()
    quoted = _QUOTED.match(text)
    return quoted["title"].strip() if quoted else _sentence(text)


def _last_year(text: str) -> re.Match[str] | None:
    """Returns the year of publication, which comes last but for addresses and days of access."""
    text = _ACCESSED.split(text, maxsplit=1)[0]
    return next(iter(reversed(list(_YEAR.finditer(text)))), None)


def _sentence(text: str) -> str | None:
    """Returns the title at the beginning of the rest of an entry: up to its end, or to the month, year or address behind it."""
    end = _TITLE_END.search(text)
    title = text[: end.start() + (1 if text[end.start()] in "?!" else 0)] if end else text
    title = title.strip(" .,;:")
    return title if any(letter.isalpha() for letter in title) and len(title) <= 300 else None


def _people(printed: str) -> tuple[str, ...]:
    """Returns the names of a list of authors; "et al." becomes a part of the last one."""
    printed = _EDITORS.sub("", _HANDLE.sub("", printed).strip(" ,.:;("))
    without_stops = _WITHOUT_STOPS.fullmatch(f"{printed}. ") is not None
    printed = printed if without_stops else _LAST_INITIAL.sub(r"\g<0>.", printed)
    more = _MORE.search(printed)
    printed = printed[: more.start()] if more else printed
    if without_stops or _INVERTED.match(printed):
        names = [name.text for name in inverted_people_in(printed, 0)]
    else:
        names = [
            name.strip(" .,") for name in _BETWEEN.split(printed) if name.strip(" .,") and not _SUFFIX.fullmatch(name.strip())
        ]
    # A title or a running text has been taken for a list of names.
    if not names or any(len(name.split()) > 6 for name in names[:3]) or not names[0][:1].isalpha():
        return ()
    names = [name for name in names if fold_title(name)]
    return tuple([*names[:-1], names[-1] + MORE_AUTHORS] if more and names else names)
