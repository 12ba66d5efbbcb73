"""The page of one paper, made of quotes from it: what it asks, claims, did, found and doubts, or how it argues."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from alignqa.answers.trace import Trace
from alignqa.index.catalogue.reading import Catalogue
from alignqa.index.interfaces import EmbedderIdentity
from alignqa.papers.document import Paper
from alignqa.papers.person_names import plain_names
from alignqa.summaries.digest.own_terms import own_terms
from alignqa.summaries.digest.parts import fill, is_study, sections_quoted
from alignqa.summaries.digest.points import Point, points_of
from alignqa.summaries.digest.section_roles import EXPECTED_OF_ESSAYS, EXPECTED_OF_STUDIES, SectionRoles
from alignqa.summaries.pages import Item, PagePart, SummaryPage, file_name
from alignqa.summaries.quotes import Quoter
from alignqa.summaries.selection import quotable

PAPER_PAGE = "paper"
_MAX_TERMS = 6


class PaperPages:
    """Makes the pages of papers from one catalogue; no model is needed."""

    def __init__(self, catalogue: Catalogue, embedder: EmbedderIdentity, *, index_name: str = "") -> None:
        self._catalogue = catalogue
        self._embedder = embedder
        self._quoter = Quoter(catalogue)
        self._trace = Trace(index_name, str(embedder))

    def page(self, paper: Paper) -> SummaryPage:
        """Returns the page of a paper; a work without results of its own gets the parts of an essay."""
        passages = self._catalogue.passages_of(paper.paper_id)
        roles = SectionRoles(paper.manuscript)
        points = points_of(quotable(self._catalogue, self._embedder, passages), passages, roles, paper.metadata)
        study = is_study(points, roles)
        parts = [
            self._part(part.heading, [(one, "" if one.own else "reports others") for one in chosen], part.missing)
            for part, chosen in fill(points, roles, study=study).items()
        ]
        terms = own_terms(points, paper.text, count=_MAX_TERMS)
        parts.insert(
            max(len(parts) - 1, 2),
            self._part("Terms it defines", [(one, term) for term, one in terms], "It defines no terms that it uses often."),
        )
        return SummaryPage(
            name=file_name(paper.paper_id),
            kind=PAPER_PAGE,
            title=paper.metadata.title or paper.paper_id,
            parts=(*parts, _coverage(roles, parts, study=study)),
            metadata={paper.paper_id: paper.metadata},
            head=_head(paper),
            trace=self._trace,
        )

    def _part(self, heading: str, chosen: Iterable[tuple[Point, str]], missing: str) -> PagePart:
        items = tuple(Item(quote, label) for one, label in chosen if (quote := self._quoter.quote(one.sentences)))
        return PagePart(heading, items, "" if items else missing)


def _head(paper: Paper) -> tuple[tuple[str, str], ...]:
    metadata = paper.metadata
    known = {
        "key": paper.paper_id,
        "authors": ", ".join(plain_names(metadata.authors)),
        "year": str(metadata.year or ""),
        "venue": metadata.venue or "",
        "arXiv": metadata.arxiv_id or "",
        "doi": metadata.doi or "",
        "url": metadata.url or "",
        "licence": metadata.licence or "",
        "text": f"sha256 {paper.manuscript.text_sha256}",
    }
    return tuple((name, value) for name, value in known.items() if value)


def _coverage(roles: SectionRoles, parts: Sequence[PagePart], *, study: bool) -> PagePart:
    """Names the sections that are quoted and those that are not, and the usual ones that the paper lacks."""
    sections = roles.content(roles.dividing_level())
    lacking = [str(role) for role in roles.missing(EXPECTED_OF_STUDIES if study else EXPECTED_OF_ESSAYS)]
    lacks = f" No section of its own: {', '.join(lacking)}." if lacking else ""
    if not sections:
        return PagePart("Coverage", note="The paper has no sections.")
    quoted, rest = sections_quoted(sections, [item.quote.span.start for part in parts for item in part.items])
    line = f"Represented: {'; '.join(quoted) or 'none'}. Not represented: {'; '.join(rest) or 'none'}."
    return PagePart("Coverage", note=f"Quotes come from {len(quoted)} of {len(sections)} sections. {line}{lacks}")
