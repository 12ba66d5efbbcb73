"""Papers that a phrase means: a title, "the alignment faking paper", "Hubinger et al. 2019", or "papers by Hubinger from 2019".

Every word of the phrase must belong to the naming: a phrase with another word in it ("the appendix of …") means no paper.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from alignqa.index.catalogue.records import PaperRecord
from alignqa.papers.bibliography.citation_keys import compared_family, family_name
from alignqa.retrieval.filters import is_by, years_of
from alignqa.retrieval.questions.mentions import WORK_NOUNS, describing_words
from alignqa.retrieval.terms import STOP_WORDS, stem, words

_MOST = 6  # papers; a phrase that fits more of them names none
_NOUN = rf"(?:{'|'.join(sorted(WORK_NOUNS))})"
_QUOTED = re.compile(r"[\"“”'‘’«](?P<core>.+)[\"“”'‘’»]")
_MARKED = (
    re.compile(
        rf"(?:(?:the|a|an|this|that|our|your) )?{_NOUN} (?:(?:called|titled|entitled|named) )?(?P<core>.+)", re.IGNORECASE
    ),
    re.compile(rf"(?P<core>.{{1,200}}?),? {_NOUN}", re.IGNORECASE),
)
_END_OF_PART = re.compile(r":|[?!]\s|\s[-–—]\s")
_BEGINNING = 4  # words of a title that may stand for all of it
_DISTINCTIVE = 3  # content words of a title that nothing else is called by
_ARTICLES = frozenset({"the", "a", "an"})
_CITATION = re.compile(
    rf"(?P<names>.+?)(?P<others>,? et\.? al\b\.?|,? and (?:colleagues|others))?(?:['’]s?)?,?"
    rf"(?: ?\(?(?P<year>(?:19|20)\d\d)[a-z]?\)?)?(?:['’]s)?(?: {_NOUN})?",
    re.IGNORECASE,
)
_FILLERS = frozenset(
    ["original", "famous", "known", "et", "al", "colleagues", "coauthors", "co", "research", "titled", "entitled", "called"]
)
_YEAR = r"(?P<{0}>(?:19|20)\d\d)"
_WRITTEN = r"(?:(?:were |was |that were )?(?:written|published|posted) )?"
_YEARS = tuple(
    re.compile(rf"\b{_WRITTEN}{shape}(?!\w)", re.IGNORECASE)
    for shape in (
        rf"(?:between|from) {_YEAR.format('first')} (?:and|to|until|till|-|–) {_YEAR.format('last')}",
        rf"(?:since|from) {_YEAR.format('first')}(?: on(?:wards?)?)?(?= or later)(?: or later)",
        rf"(?:since|from (?=\d{{4}} on)){_YEAR.format('first')}(?: on(?:wards?)?)?",
        rf"since {_YEAR.format('first')}",
        rf"after {_YEAR.format('after')}",
        rf"before {_YEAR.format('before')}",
        rf"until {_YEAR.format('last')}",
        rf"(?:from|in|of) (?:the year )?{_YEAR.format('single')}",
    )
)
_BY = re.compile(r"(?:(?:were |was )?(?:written|published|posted) )?(?:by|from|of) (?P<name>.+)", re.IGNORECASE)
_AND = re.compile(r"\s?(?:,|&|\band\b)\s?")
_NAME = re.compile(r"[A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*){0,3}")


def works_meant(phrase: str, papers: Sequence[PaperRecord], *, sure: bool = True) -> list[PaperRecord]:
    """Returns the papers that a phrase means, a whole instead of its parts; none if it is not the name of a work.

    Unless it is `sure` that the phrase names a work, a short title must be written as one.
    """
    phrase = phrase.strip()
    by_key = [paper for paper in papers if paper.paper_id.casefold() == phrase.casefold()]
    found = by_key or _cited(phrase, papers) or _titled(phrase, papers, sure=sure) or _described(phrase, papers)
    named = frozenset(words(phrase))
    found = [paper for paper in found if _first_author(paper) <= named and paper.metadata.authors] or found
    titles = {(paper.metadata.title or "").casefold() for paper in found}
    wholes = [paper for paper in found if not titles & {whole.casefold() for whole in paper.metadata.wholes}]
    return wholes if len(wholes) <= _MOST else []


def papers_which(demand: str, papers: Sequence[PaperRecord]) -> list[PaperRecord] | None:
    """Returns the papers that a demand such as "by Hubinger from 2019" leaves; None if it demands anything else."""
    rest, chosen = demand, list(papers)
    for shape in _YEARS:
        if found := shape.search(rest):
            years = {name: int(year) for name, year in found.groupdict().items()}
            first = years.get("first", years.get("single", years.get("after", 0) + 1))
            last = years.get("last", years.get("single", years.get("before", 10_000) - 1))
            chosen = [paper for paper in chosen if any(first <= year <= last for year in years_of(paper))]
            rest = f"{rest[: found.start()]} {rest[found.end() :]}"
            break
    rest = " ".join(rest.split())
    if not rest:
        return chosen
    written = _BY.fullmatch(rest)
    if written is None:
        return None
    names = [re.sub(r"\s*\bet\.? al\b\.?|[’']s?$", "", name).strip() for name in _AND.split(written["name"])]
    known = all(any(is_by(paper, name) for paper in papers) for name in names)
    if not known and not all(_NAME.fullmatch(name) for name in names):
        return None
    return [paper for paper in chosen if all(is_by(paper, name) for name in names)]


def _first_author(paper: PaperRecord) -> frozenset[str]:
    return frozenset(word for name in paper.metadata.authors[:1] for word in words(compared_family(name)))


def _cited(phrase: str, papers: Sequence[PaperRecord]) -> list[PaperRecord]:
    """The papers that a phrase cites by author and year, or with "et al.", if it is nothing but that."""
    found = _CITATION.fullmatch(phrase)
    if found is None or not (found["year"] or found["others"]):
        return []
    names = _AND.split(found["names"])
    by_them = [paper for paper in papers if all(is_by(paper, name) for name in names)]
    return [paper for paper in by_them if found["year"] is None or int(found["year"]) in years_of(paper)]


def _titled(phrase: str, papers: Sequence[PaperRecord], *, sure: bool) -> list[PaperRecord]:
    """The papers with the title that a phrase is, whole, up to a colon, or by its first words."""
    cores = [(phrase, False), *((mark["core"], True) for shape in _MARKED if (mark := shape.fullmatch(phrase)))]
    found: list[PaperRecord] = []
    for core, marked in cores:
        quoted = _QUOTED.fullmatch(core)
        title = quoted["core"] if quoted else core
        wanted = _bare(title)
        count = sum(word not in STOP_WORDS for word in wanted)
        as_title = marked or quoted is not None or (sure and (title[:1].isupper() or count > 1))
        if not found and (count >= _DISTINCTIVE or (count and as_title)):
            found = [paper for paper in papers if _is_title(wanted, paper.metadata.title or "")]
    return found


def _is_title(wanted: list[str], title: str) -> bool:
    whole, part = _bare(title), _bare(_END_OF_PART.split(title)[0])
    return bool(whole) and (wanted in (whole, part) or (len(wanted) >= _BEGINNING and wanted == whole[: len(wanted)]))


def _bare(text: str) -> list[str]:
    found = words(text)
    return found[1:] if found[:1] and found[0] in _ARTICLES else found


def _described(phrase: str, papers: Sequence[PaperRecord]) -> list[PaperRecord]:
    """The papers that a phrase with a noun for a work describes: by their authors and year, and by words of their titles.

    Words of an address or a file describe a paper only if no title has them.
    """
    every = words(phrase)
    if WORK_NOUNS.isdisjoint(every):
        return []
    given = [word for word in every if word not in WORK_NOUNS | STOP_WORDS | _FILLERS]
    if all(word.isdigit() for word in given):
        return []
    for titles_only in (True, False):
        if found := [paper for paper in papers if all(_describes(word, paper, titles_only=titles_only) for word in given)]:
            return found
    return []


def _describes(word: str, paper: PaperRecord, *, titles_only: bool) -> bool:
    known = paper.metadata
    title = words(known.title or "")
    short = "".join(part[0] for part in title if part not in STOP_WORDS)
    if word == short or word in {str(year) for year in years_of(paper)}:
        return True
    if any(word in words(family_name(name)) for name in (*known.authors, *known.cited_as)):
        return True
    named = title if titles_only else describing_words(known.title or "", known.url or "", known.venue or "", paper.source)
    return stem(word) in {stem(part) for part in named}
