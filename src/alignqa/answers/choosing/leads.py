"""Leads: the titles, labels and questions that begin a paragraph or an item, and what a quote does with them.

A lead belongs to what follows it: no quote ends with one ("Limitations. We only …", "What does it mean? It means …").
A line that is nothing but a title is a heading that its format does not mark: no quote takes it in.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

# Up to five words of which the longer ones are capitalised, or the last one is an abstract noun.
_LONG = r"(?:[A-Z][\w’-]*|\w{1,3})"
_ABSTRACT = r"[A-Z][\w’-]*(?: [\w’-]+){0,4}(?:ing|ions?|ments?|ity|ness)"
_TITLE = re.compile(rf"(?=.{{5,60}}\Z)(?=.*\w{{4}})(?:{_LONG}(?: {_LONG}){{0,4}}|{_ABSTRACT})[.:]")
_PREDICATE = re.compile(
    r"\b(?:am|are|be|been|can|could|did|does|do|had|has|have|he|i|is|it|may|means?|might|must|not|refers|shall|she|should"
    r"|that|they|this|was|we|were|will|would|you|let[’']s|\w+n[’']t)\b",
    re.IGNORECASE,
)
_INDIRECT = re.compile(r"(?:(?:An e|E)xamples? of how|How|What|Where|Whether|Which|Who|Why)\b")
# A later word that ends like a verb is taken for one, but for the endings of nouns.
_VERB = re.compile(r" (?!\w*(?:ss|us|is|ies|ics|ings|ions|ments|ers|ors|ists)\b)[a-z]+(?:s|ed)\b")
_ARTICLE = re.compile(r"(?:A|An|The)\b")  # "The tower stood."
_GERUND = re.compile(r"[A-Z][a-z]{2,}ing\b")
_FEWEST_WORDS, _MOST_WORDS = 3, 6
_MOST_WORDS_OF_TITLE = 8
_MOST_WORDS_OF_HEADING = 14
_LONG_ITEM = 60
_MARK = re.compile(r"\[\d[\d,;\s–-]{0,20}\]\Z")
_ENDED = re.compile(r"[.!?…:;,][\"'”’»)\]*]*(?:\[\d[\d,;\s–-]*\]|\s\([^()]*\d{4}[a-z]?\))?\Z")


UNKNOWN_BREAKS = -1
"""The count of line breaks where it is not known if the sentence begins a line or goes on in one."""


def belongs_to_the_next(texts: Sequence[str], breaks: Sequence[int], at: int) -> bool:
    """Checks whether the sentence at `at` only leads to the one after it, so that no quote ends with it.

    `breaks` counts the line breaks before each of the consecutive sentences, or is UNKNOWN_BREAKS.
    """
    text = texts[at]
    label = text.endswith(":") and len(text.split()) <= _MOST_WORDS
    if at + 1 >= len(texts):
        return label
    begins, goes_on = at == 0 or breaks[at] != 0, breaks[at + 1] == 0
    if breaks[at] > 0 and breaks[at + 1] == UNKNOWN_BREAKS:
        goes_on = True  # a passage may end with a lead
    if text.endswith("?"):
        # The questions of a list or of a run are told together.
        return (goes_on and (begins or texts[at + 1].endswith("?"))) or (begins and breaks[at + 1] >= 2)
    # The items of a list are told with its introduction, or in parts after it.
    return (text.endswith(":") and breaks[at + 1] >= 2) or (begins and goes_on and _is_lead(text))


def is_heading(texts: Sequence[str], breaks: Sequence[int], at: int) -> bool:
    """Checks whether the sentence at `at` is a title on a line of its own, with the text that it stands over below it."""
    text = texts[at]
    if at + 1 >= len(texts) or (at and breaks[at] == 0) or len(text.split()) > _MOST_WORDS_OF_HEADING:
        return False
    if _PREDICATE.search(text):
        return False
    if _ENDED.search(text) or not text[:1].isupper() or not _ENDED.search(texts[at + 1]):
        return False
    if breaks[at] >= 2 or at == 0:
        return True
    # One of several short items is no title.
    alone = _ENDED.search(texts[at - 1]) is not None
    long = len(texts[at + 1]) > _LONG_ITEM or breaks[at + 2 : at + 3] == [0]
    return alone and breaks[at + 1] < 2 and long


def is_name(text: str) -> bool:
    """Checks for a short item that only names something, such as "Lamp oil"."""
    return text[:1].isupper() and _ENDED.search(text) is None and len(text.split()) <= _MOST_WORDS and _is_verbless(text)


def _is_lead(text: str) -> bool:
    text = _MARK.sub("", text)
    if _TITLE.fullmatch(text) is not None and _PREDICATE.search(text) is None:
        return True
    words = len(text.split())
    if text[-1:] not in ".:" or words < _FEWEST_WORDS:
        return False
    if _INDIRECT.match(text) is not None:
        return words <= _MOST_WORDS or text.startswith(("An example of how", "Examples of how"))
    return words <= _MOST_WORDS_OF_TITLE and _is_verbless(text) and _ARTICLE.match(text) is None


def _is_verbless(text: str) -> bool:
    """Checks whether a short text has no word that looks like a verb; after three words, plurals are likelier."""
    if _PREDICATE.search(text) is not None:
        return False
    return _GERUND.match(text) is not None or _VERB.search(" ".join(text.split()[:3])) is None
