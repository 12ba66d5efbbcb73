"""Finds citations that point elsewhere: keys of a reference list, links, numbers, notes and "ibid."."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from alignqa.audits.drafts.draft import Draft
from alignqa.audits.drafts.markup import DEFINITION, Form
from alignqa.audits.drafts.mention import Mention
from alignqa.audits.drafts.sections import section_in
from alignqa.papers.bibliography.entry import arxiv_id_in, doi_in
from alignqa.papers.document import Span

ALL_KEYS = "*"
"""The key that stands for all entries of a reference list, in `\\nocite{*}`."""
IBID = "ibid."
"""The mark of a citation that repeats the one before it."""
_TEX = re.compile(
    r"\\(?P<command>(?!(?:set|new|renew|provide|Declare)[cC]ite|cite(?:style|reset|setup)\b)[a-zA-Z]*[cC]ite[a-zA-Z]*)\*?(?P<groups>(?:(?:\([^()]*\))?(?P<notes>(?:\s*\[[^\]]*\]){0,2})\s*\{[^{}]{1,500}\})+)"
)
_ALL = re.compile(r"^(?:[^%\n]|\\%)*\\nocite\{\s*\*\s*\}|^nocite:.*@\*", re.MULTILINE)
_TEX_GROUP = re.compile(r"(?P<notes>(?:\[[^\]]{0,300}\]\s{0,60}){0,2})\{(?P<keys>[^{}]{1,500})\}")
_QUOTE_KEY = re.compile(
    r"\\(?:text|block|hyphentext|foreigntext)cquote\*?(?:\{\w+\}(?=\{[^{}]*\}\{))?(?:\[[^\]]*\]){0,2}\{(?P<keys>[^{}]+)\}"
)
_MULTIPLE = re.compile(r"cites\Z", re.IGNORECASE)
_PANDOC = re.compile(r"(?<![\w@.])@(?:\{(?P<braced>[^{}\s]{1,100})\}|(?P<keys>[A-Za-z0-9_](?:[\w:.#$%&+?<>~/-]*[\w])?))")
_AFTER = 60
_URL = re.compile(r"https?://[^\s<>\"“”{}|\\^`\u2060]+")
_BARE_ID = re.compile(
    r"\b(?:arXiv:\s?(?:\d{4}\.\d{4,5}|[a-z-]+/\d{7})(?:v\d+)?|doi:\s?10\.\d{4,9}/[^\s<>\"”)\]}]+)", re.IGNORECASE
)
# A link to one of these is a citation, whether or not the work is known.
_WORKS = re.compile(
    r"arxiv\.org/(?:abs|pdf|html)/|doi\.org/10\.|(?:lesswrong\.com|alignmentforum\.org|effectivealtruism\.org)/posts/"
    r"|openreview\.net/(?:forum|pdf)|aclanthology\.org/\S|semanticscholar\.org/paper/|distill\.pub/\d",
    re.IGNORECASE,
)
# A link by its label: [text][label], [label][] or [label].
_LABELLED = re.compile(r"(?<![\]!\\])\[(?P<text>[^\[\]\n]{1,300})\](?:\[(?P<label>[^\[\]\n]{0,100})\])?(?![\[(:])")
_NUMBERS = r"\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*"
_NUMBERED = re.compile(
    rf"(?<![\w\]!^])\[(?P<numbers>{_NUMBERS})(?:,\s*(?:pp?\.|§|[Ss]ec|[Cc]h|[Tt]heorem|[Ff]ig)[^\[\]]{{0,40}})?\](?![\w(]|:\s*https?:)"
)
_RAISED = re.compile(
    r"(?<=[^\W\d_]{2})(?P<stop>[.!?,;:”\"’')\]]{0,2})(?:(?P<small>[⁰¹²³⁴-⁹]+(?:[,⁻–-][⁰¹²³⁴-⁹]+)*)|\^(?P<caret>\d{1,3}(?:,\d{1,3})*)\^"
    r"|<sup>\[?(?P<sup>[\d,\s–-]+)\]?</sup>|\\textsuperscript\{(?P<tex>[\d,\s–-]+)\}|\$\^\{?(?P<math>\d{1,3}(?:,\d{1,3})*)\}?\$)"
)
_SMALL = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_NOTE = re.compile(r"\[\^(?P<label>[^\]\s]{1,40})\](?!:)")
_IBID = re.compile(r"\b(?:[Ii]bid(?:em)?\b\.?|[Oo]p\.\s?cit\.|[Ll]oc\.\s?cit\.)")
_MAX_RANGE = 30  # works in "[3–30]"; a longer range is no citation


def place_of_all(draft: Draft) -> Span | None:
    """Returns the place where a draft cites its whole reference list at once; None if it does not."""
    found = _ALL.search(draft.text)
    return Span(found.end() - len(found[0].split()[-1]), found.end()) if found else None


def keyed_mentions(draft: Draft, block: Span) -> Iterator[Mention]:
    """Yields the citations of a block by key: those of the commands of LaTeX, and `@key` in Markdown."""
    if draft.form is not Form.LATEX:
        for match in _PANDOC.finditer(draft.read, block.start, block.end):
            notes = draft.text[match.end() : match.end() + _AFTER].split("]")[0].split(";")[0]
            key = match["braced"] or match["keys"]
            # "@name" outside brackets may call a person; a key has a digit or a joint.
            formal = _is_in_brackets(draft.read, block, match.start()) or re.search(r"[\d:_]", key) is not None
            yield Mention(Span(*match.span()), key=key, section=section_in(notes), formal=formal)
        return
    for match in (*_TEX.finditer(draft.read, block.start, block.end), *_QUOTE_KEY.finditer(draft.read, block.start, block.end)):
        groups = [match]
        if "groups" in match.groupdict():
            groups = list(_TEX_GROUP.finditer(match["groups"]))
            first = 1 if "volcite" in match["command"] else 0  # before the keys stands the volume
            groups = groups[first:] if _MULTIPLE.search(match["command"]) else groups[first : first + 1]
        for group in groups:
            for key in group["keys"].split(","):
                if key.strip():
                    section = section_in(group.groupdict().get("notes") or "")
                    # \nocite puts a work on the list, and no sentence relies on it.
                    listed = match.groupdict().get("command") == "nocite"
                    yield Mention(Span(*match.span()), key=key.strip(), section=section, second_hand=listed, formal=True)


def linked_mentions(draft: Draft, block: Span) -> Iterator[Mention]:
    """Yields the links of a block, and the arXiv identifiers and DOIs that it writes out."""
    found: list[Span] = []
    for match in _URL.finditer(draft.read, block.start, block.end):
        address = _address(match[0])
        found.append(Span(match.start(), match.start() + len(address)))
        yield Mention(found[-1], link=address, formal=_WORKS.search(address) is not None)
    for match in _BARE_ID.finditer(draft.read, block.start, block.end):
        if not any(span.overlaps(Span(*match.span())) for span in found):
            link = match[0].rstrip(".,;")
            known = arxiv_id_in(link) or doi_in(link)
            yield Mention(Span(match.start(), match.start() + len(link)), link=link, formal=known is not None)
    if addresses := _addresses(draft):
        for match in _LABELLED.finditer(draft.read, block.start, block.end):
            labelled = addresses.get(_label(match["label"] or match["text"]), "")
            if labelled:
                yield Mention(Span(*match.span()), link=labelled, formal=_WORKS.search(labelled) is not None)


def _address(written: str) -> str:
    """Returns an address without the punctuation of the sentence around it."""
    address = written.rstrip(".,;:!?*_'’")
    while address.endswith((")", "]")) and address.count("(") < address.count(")") + address.endswith("]"):
        address = address[:-1]
    return address


def _addresses(draft: Draft) -> dict[str, str]:
    """Returns the addresses that a Markdown draft gives labels; of two with one label, the first counts."""
    return _defined(draft.text) if draft.form is Form.MARKDOWN else {}


@lru_cache(maxsize=4)
def _defined(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for match in DEFINITION.finditer(text):
        found.setdefault(_label(match["label"]), match["address"])
    return found


def _label(written: str) -> str:
    return " ".join(written.split()).casefold()


def pointing_mentions(draft: Draft, block: Span) -> Iterator[Mention]:
    """Yields the marks of a block: numbers in brackets or raised, labels of notes, "ibid."."""
    addresses = _addresses(draft)
    for match in _NUMBERED.finditer(draft.read, block.start, block.end):
        if match["numbers"] in addresses:
            continue
        for number in _numbers(match["numbers"]):
            yield Mention(Span(*match.span()), mark=f"[{number}]")
    for match in _RAISED.finditer(draft.read, block.start, block.end):
        written = next(group for name in ("small", "caret", "sup", "tex", "math") if (group := match[name])).translate(_SMALL)
        for number in _numbers(written):
            yield Mention(Span(match.end("stop"), match.end()), mark=f"[{number}]")
    for match in _NOTE.finditer(draft.read, block.start, block.end):
        yield Mention(Span(*match.span()), mark=match[0])
    for match in _IBID.finditer(draft.spaced, block.start, block.end):
        yield Mention(Span(*match.span()), mark=IBID)


def _is_in_brackets(text: str, block: Span, position: int) -> bool:
    before = text[max(block.start, position - 200) : position]
    return before.rfind("[") > before.rfind("]")


def _numbers(written: str) -> list[int]:
    """Returns the numbers of "1, 3–5"; none if one is 0 or a range runs backwards, as in an interval."""
    found: list[int] = []
    for part in re.split(r"[,;]", written):
        ends = [int(number) for number in re.findall(r"\d+", part)]
        if not ends or len(ends) > 2 or ends[0] == 0 or ends[-1] < ends[0] or ends[-1] - ends[0] > _MAX_RANGE:
            return []
        found += range(ends[0], ends[-1] + 1)
    return list(dict.fromkeys(found))
