"""The page of one paper: its claims, methods, results and open questions, each as a quote from it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from alignqa.answers.choosing.windows import Sentence
from alignqa.answers.trace import Trace
from alignqa.index.catalogue.reading import Catalogue
from alignqa.index.interfaces import EmbedderIdentity
from alignqa.papers.bibliography.citation_keys import family_name
from alignqa.papers.document import Manuscript, Metadata, Paper
from alignqa.retrieval.terms import stems
from alignqa.summaries.defined_terms import defined_terms
from alignqa.summaries.pages import Item, PagePart, SummaryPage, file_name
from alignqa.summaries.quotes import Quoter
from alignqa.summaries.selection import Said, choose, in_order, quotable
from alignqa.summaries.statements import ClaimKind, StatementRole, claim_kind, hedges, prominence, role_strength

PAPER_PAGE = "paper"
_CLAIMS_OF_KIND = {ClaimKind.ARGUMENT: 4, ClaimKind.EMPIRICAL: 3, ClaimKind.FORECAST: 2, ClaimKind.THOUGHT_EXPERIMENT: 2}
_MAX_OF_ROLE = 4
_MAX_TERMS = 8
_ROLES = (
    (StatementRole.METHOD, "Method", "No sentence describes a method."),
    (StatementRole.RESULT, "Results with numbers", "No sentence gives a result with a number."),
    (StatementRole.LIMITATION, "Limitations the authors state", "The authors state none."),
    (StatementRole.QUESTION, "Open questions", "The authors name none."),
)


class PaperPages:
    """Makes the pages of papers from one catalogue; no model is needed."""

    def __init__(self, catalogue: Catalogue, embedder: EmbedderIdentity, *, index_name: str = "") -> None:
        self._catalogue = catalogue
        self._embedder = embedder
        self._quoter = Quoter(catalogue)
        self._trace = Trace(index_name, str(embedder))

    def page(self, paper: Paper) -> SummaryPage:
        """Returns the page of a paper."""
        said = quotable(self._catalogue, self._embedder, self._catalogue.passages_of(paper.paper_id))
        terms = self._terms(said, paper.metadata)
        claims = self._claims(said, terms)
        parts = [
            self._part("Claims", [(one, _label(one, kind)) for kind, one in claims], "No sentence stands out as a claim."),
            *(self._of_role(said, role, heading, missing) for role, heading, missing in _ROLES),
            self._part("Terms it defines", [(one, term) for term, one in terms[:_MAX_TERMS]], "It defines no terms."),
        ]
        return SummaryPage(
            name=file_name(paper.paper_id),
            kind=PAPER_PAGE,
            title=paper.metadata.title or paper.paper_id,
            parts=(*parts, _coverage(paper.manuscript, parts)),
            metadata={paper.paper_id: paper.metadata},
            head=_head(paper),
            trace=self._trace,
        )

    def _terms(self, said: Sequence[Said], metadata: Metadata) -> list[tuple[str, Said]]:
        """Returns the terms that a paper defines, each with the first sentence that defines it."""
        authors = frozenset(family_name(name).casefold() for name in metadata.authors)
        first: dict[str, tuple[str, Said]] = {}
        for one in said:
            for term in defined_terms(one.text, authors=authors):
                first.setdefault(" ".join(stems(term)), (term, one))
        return list(first.values())

    def _claims(self, said: Sequence[Said], terms: Sequence[tuple[str, Said]]) -> list[tuple[ClaimKind, Said]]:
        defining = {one.sentence.place for _, one in terms}
        chosen = [(ClaimKind.DEFINITION, one) for _, one in terms[:2]]
        for kind, count in _CLAIMS_OF_KIND.items():
            of_kind = [one for one in said if one.sentence.place not in defining and claim_kind(one.text) is kind]
            taken = [one for _, one in chosen]
            found = choose(of_kind, lambda one: 1.0 + prominence(one.text), count=count, taken=taken)
            chosen.extend((kind, one) for one in in_order(found))
        return chosen

    def _of_role(self, said: Sequence[Said], role: StatementRole, heading: str, missing: str) -> PagePart:
        found = choose(said, lambda one: role_strength(one.text, one.heading, role), count=_MAX_OF_ROLE)
        return self._part(heading, [(one, _label(one)) for one in in_order(found)], missing)

    def _part(self, heading: str, chosen: Iterable[tuple[Said, str]], missing: str) -> PagePart:
        items = tuple(item for one, label in chosen if (item := self._item(one.sentence, label)))
        return PagePart(heading, items, "" if items else missing)

    def _item(self, sentence: Sentence, label: str) -> Item | None:
        quote = self._quoter.quote([sentence])
        return Item(quote, label) if quote else None


def _label(one: Said, kind: ClaimKind | None = None) -> str:
    """Returns the kind of a claim and its hedges: a summary must not sound more certain than its source."""
    hedged = hedges(one.text)
    return "; ".join(part for part in (kind.value if kind else "", f"hedged: {', '.join(hedged)}" if hedged else "") if part)


def _head(paper: Paper) -> tuple[tuple[str, str], ...]:
    metadata = paper.metadata
    known = {
        "key": paper.paper_id,
        "authors": ", ".join(metadata.authors),
        "year": str(metadata.year or ""),
        "venue": metadata.venue or "",
        "arXiv": metadata.arxiv_id or "",
        "doi": metadata.doi or "",
        "url": metadata.url or "",
        "licence": metadata.licence or "",
        "text": f"sha256 {paper.manuscript.text_sha256}",
    }
    return tuple((name, value) for name, value in known.items() if value)


def _coverage(manuscript: Manuscript, parts: Sequence[PagePart]) -> PagePart:
    """Lists which sections are quoted and which are not, on the outermost level that divides the paper."""
    level = _dividing_level(manuscript)
    sections = [section for section in manuscript.sections if section.level == level]
    starts = [item.quote.span.start for part in parts for item in part.items]
    quoted = [section.heading for section in sections if any(section.span.start <= at < section.span.end for at in starts)]
    rest = [section.heading for section in sections if section.heading not in quoted]
    if not sections:
        return PagePart("Coverage", note="The paper has no sections.")
    line = f"Represented: {'; '.join(quoted) or 'none'}. Not represented: {'; '.join(rest) or 'none'}."
    return PagePart("Coverage", note=f"Quotes come from {len(quoted)} of {len(sections)} sections. {line}")


def _dividing_level(manuscript: Manuscript) -> int:
    """Returns the outermost level with more than one section, since a title over the whole paper divides nothing."""
    levels = sorted({section.level for section in manuscript.sections})
    return next((level for level in levels if sum(s.level == level for s in manuscript.sections) > 1), levels[0] if levels else 1)
