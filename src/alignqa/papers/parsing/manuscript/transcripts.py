"""Finds transcripts in a text: conversations whose turns begin with the name of who speaks, none of it the author's own words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from alignqa.papers.document import Span

_FEWEST_TURNS = 4
_MOST_NAMES = 3
# A speaker may go on for some paragraphs before another one answers.
_LONGEST_TURN = 4
_WORD = r"(?:[A-Z][A-Za-z]{0,3}\.|[A-Z][\w’'-]+|\d{1,2})"
_TURN = re.compile(rf"(?P<name>{_WORD}(?: {_WORD}){{0,2}}|[a-z]{{3,12}})(?: ?[\[(][^\])]{{1,30}}[\])])?:(?=\s|\Z)")
_ROLE_NAMES = "ai assistant audience human host interviewee interviewer model moderator narrator speaker student teacher user"
_ROLES = frozenset(_ROLE_NAMES.split())
# What labels the parts of an author's own argument is no name, even where the text has it nowhere else.
_LABEL_NAMES = """
abstract advantage advantages answer argument assumption background benefits case claim comment conclusion cons corollary
counterargument criticism date definition description disadvantages discussion edit evidence example examples exercise
explanation fact goal hypothesis idea impact input intuition lemma lesson limitation limitations method mitigation note
motivation notes objection observation option output point premise principle problem proof proposal proposition pros purpose
question reason reference remark reply response result results scenario setup solution source stage statement step strategy
strengths summary table task theorem thesis tip title update warning weaknesses
"""
_LABELS = frozenset(_LABEL_NAMES.split())


def transcripts(text: str, paragraphs: Sequence[Span]) -> Iterator[Span]:
    """Yields the paragraphs that belong to a transcript; `paragraphs` follow each other and nothing stands between them.

    A transcript has at least four turns and two or three names.
    """
    names = [_name(span.of(text)) for span in paragraphs]
    turns = [at for at, name in enumerate(names) if name]
    start = 0
    while start < len(turns):
        run = [turns[start]]
        speakers = {names[turns[start]]}
        for at in turns[start + 1 :]:
            if at - run[-1] > _LONGEST_TURN or len(speakers | {names[at]}) > _MOST_NAMES:
                break
            run.append(at)
            speakers.add(names[at])
        start += len(run)
        if len(run) >= _FEWEST_TURNS and len(speakers) > 1 and any(_is_name(one, text, len(run)) for one in speakers):
            yield from paragraphs[run[0] : run[-1] + 1]


def _is_name(speaker: str, text: str, turns: int) -> bool:
    """Checks whether a label is the role of a speaker, or has a word that the text hardly ever has in lower case elsewhere."""
    elsewhere = (len(re.findall(rf"\b{re.escape(word)}\b(?!:)", text)) for word in speaker.split())
    return not _ROLES.isdisjoint(speaker.split()) or any(4 * count < turns for count in elsewhere)


def _name(paragraph: str) -> str:
    """Returns the name with which a turn begins, or an empty string."""
    found = _TURN.match(paragraph)
    if found is None or not _LABELS.isdisjoint(found["name"].casefold().split()):
        return ""
    return found["name"].casefold()
