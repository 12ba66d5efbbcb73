"""The lines right below a title that name its authors without "by", with their affiliations and arXiv's stamp.

A wrong author is worse than none: a line counts only if it holds nothing but names.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from alignqa.papers.document import Metadata
from alignqa.papers.parsing.manuscript.author_names import author_names
from alignqa.papers.parsing.manuscript.bylines import Byline, read_byline
from alignqa.papers.parsing.manuscript.placeholders import is_placeholder_name
from alignqa.papers.parsing.manuscript.writer import clean
from alignqa.papers.person_names import plain_name

_STAMP = re.compile(
    r"arXiv:\s?(?P<id>\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?P<version>v\d+)?"
    r"(?P<category>\s+\[[A-Za-z-]+(?:\.[A-Za-z-]+)?\])?(?P<date>\s+\d{1,2}\s+[A-Z][a-z]{2,8}\s+(?:19|20)\d\d)?"
)
_LABEL = re.compile(r"(?:authors?(?:\(s\))?|by)\s*:\s*", re.IGNORECASE)
_PARTICLE = r"(?:van|von|der|den|de|di|da|del|della|dos|du|la|le|ter|ten|bin|ibn|al|el|y)"
_NAME = re.compile(
    rf"[^\W\d_a-z][\w.'’-]*(?:\s(?:{_PARTICLE}\s){{0,2}}[^\W\d_a-z][\w.'’-]*){{1,3}}(?:,?\s(?:Jr|Sr|II|III|IV)\b\.?)?"
)
_MARKS = re.compile(
    r"[¹²³⁴⁵⁶⁷⁸⁹⁰*∗†‡§¶✉]+|\$?\^\{?(?:\d(?:,\d)*|[*†‡])\}?[$^]?|(?<=[^\W\d_])\d(?:,\d)*(?=[\s,;]|\Z)|\(\d\)|\[\d\]"
)
_WORD = re.compile(r"[^\W\d_]+")
# The words of addresses are no words of the text: "irving" in "irving@a.example".
_LOWER_CASE = re.compile(r"(?<![\w@./_-])[a-z]{2,}(?![\w@/_-]|\.\w)")
# Words of headings, of places and of affiliations, none of which is a part of a name.
_NO_NAME = frozenset(
    str.split("""
    a about abstract academy acknowledgements agent agents agi ai alignment all altruism amazon an anthropic appendix
    apple april art artificial association at basic big blog brief by california canada case center centre chapter china
    collaboration college comments committee company computer conclusion conference consortium contents core corporation
    current data day dear deceptive deepmind department discussion document draft edition effective english epistemic
    essay examples executive facebook february figure final first for foundation france francisco frequently from full
    further future general germany getting goal google governance group guide hong human ibm idea in inc india initiative
    institute intelligence international introduction is it italy japan journal key kingdom kong lab laboratory labs
    language last latest learning lessons llm llms los machine main meta methods microsoft miri ml model models my network
    new next nlp not note notes nvidia of on online open openai other our overview part picture points posts preface
    preprint press previous problem problems proceedings project question questions quick reader readers reading recent
    reinforcement related report reports research results review reward rl safety san school science second section series
    short sleeper society some started states status story street studies study submitted summary system systems table
    takeaways team technical the theory this thoughts thursday to topics towards two type under united university update
    updates us using version view we what why with work working workshop world york your
    """)
)
# "Hacking", "Misgeneralization": the ends of words for things, and the family names that end so.
_THING = re.compile(
    r"(?<!\w)(?!(?:irving|hawking|fleming|harding|manning|browning|schelling|sterling|golding|downing|keating|clement)\Z)"
    r"\w{3,}(?:ing|tion|tions|ism|ment|ments|ness|ology|bility|tivity|ality)",
    re.IGNORECASE,
)
_ENDS_SENTENCE = re.compile(r"(?<![^\W\d_])[^\W\d_]{3,}+\.\Z|[!?:]\Z")
_AFFILIATION = re.compile(
    r"(?<!\S)[^\s@]++@\S|\b(?:universit|institut|colleg|school|depart?ment|laborator|labs?\b|cent(?:er|re)\b|facult|academy|research\b|inc\b"
    r"|ltd\b|gmbh|corp|foundation|association|committee|agency|ministry|consortium"
    r"|openai|deepmind|anthropic|google|microsoft|meta ai"
    r"|redwood|equal contribution|corresponding)",
    re.IGNORECASE,
)
_MOST_NAMES = 30
_LONGEST_LINE = 1_500
_LONGEST_AFFILIATION = 15  # words
_MOST_BLOCKS = 12
_READ = 200_000  # characters of the text whose lower-case words are known


class AuthorLines:
    """Reads the blocks at the head of a text one by one: `read` says which are names, affiliations or arXiv's stamp.

    The stamp may stand above the title; names count from `below_title` on, up to the first block that is anything else.
    """

    def __init__(self, text: str, known: Metadata) -> None:
        self.authors: tuple[str, ...] = ()
        self._known = frozenset(plain_name(name).casefold() for name in known.authors)
        self.arxiv_id: str | None = None
        self.year: int | None = None
        self._common = frozenset(_LOWER_CASE.findall(text[:_READ]))
        self._blocks = 0
        self._below_title = self._ended = False

    def below_title(self) -> None:
        """Takes note that the title has been read."""
        self._below_title = True

    def end(self) -> None:
        """Takes note of something that belongs to no title page; what stands above the title ends nothing."""
        self._ended = self._below_title

    def read(self, lines: Sequence[str]) -> bool:
        """Checks for a block of the title page, given by its lines, and takes note of what it tells."""
        self._blocks += 1
        if self._ended or self._blocks > _MOST_BLOCKS:
            return False
        printed = [line for line in map(clean, lines) if line]
        if len(printed) == 1 and (stamp := arxiv_stamp(printed[0])):
            self.arxiv_id = self.arxiv_id or stamp
            return True
        if not self._below_title:
            return False
        if not self.authors and (dated := self._dated_names(printed)):
            self.authors, self.year = dated.authors, self.year or dated.year
            return True
        if self._read_names(printed) or (self.authors and all(map(_is_affiliation, printed))):
            return True
        byline = read_byline(" | ".join(printed))
        if byline is None:
            self.end()
            return False
        self.authors, self.year = self.authors or byline.authors, self.year or byline.year
        return True

    def _dated_names(self, lines: Sequence[str]) -> Byline | None:
        """Returns a line of names with a date or a year behind them, such as "Jane Doe, 3 May 2020"."""
        found = read_byline(f"by {lines[0]}") if len(lines) == 1 else None
        if found is None or found.year is None or not all(map(self._is_name, found.authors)):
            return None
        return found if self._known.issuperset(map(str.casefold, found.authors)) or not self._known else None

    def lists_authors(self, line: str) -> bool:
        """Checks for a line of several names, or of names after "by", that can be nothing else, such as the end of a title."""
        return len(self._names(line)) > 1 or (line[:3].casefold() == "by " and bool(self._names(line)))

    def completed(self, known: Metadata) -> Metadata:
        """Returns the metadata with the authors, the year and the arXiv number of the head where it has none."""
        arxiv_id = known.arxiv_id or self.arxiv_id
        stamped = arxiv_year(self.arxiv_id) if self.arxiv_id and arxiv_id == self.arxiv_id else None
        return replace(known, authors=known.authors or self.authors, arxiv_id=arxiv_id, year=known.year or stamped or self.year)

    def _read_names(self, lines: Sequence[str]) -> bool:
        found: list[str] = []
        for line in lines:
            if names := self._names(line):
                found += names
            elif not found or not _is_affiliation(line):
                return False
        if self._known and self._known.isdisjoint(name.casefold() for name in found):
            return False
        self.authors = tuple(dict.fromkeys((*self.authors, *found)))[:_MOST_NAMES]
        return bool(found)

    def _names(self, line: str) -> tuple[str, ...]:
        """Returns the names in a line that holds nothing else."""
        if len(line) > _LONGEST_LINE or "@" in line or (_ENDS_SENTENCE.search(line) and not line.endswith(" al.")):
            return ()
        listed = _LABEL.sub("", line, count=1) if _LABEL.match(line) else line
        names = author_names((_MARKS.sub(" ", listed).strip(" ,;"),))
        return names if 0 < len(names) <= _MOST_NAMES and all(map(self._is_name, names)) else ()

    def _is_name(self, text: str) -> bool:
        if not _NAME.fullmatch(text) or is_placeholder_name(text):
            return False
        written = [word for word in _WORD.findall(text) if len(word) > 1 and not re.fullmatch(_PARTICLE, word)]
        words = [word.casefold() for word in written]
        if not words or text.isupper() or not _NO_NAME.isdisjoint(words) or any(map(_THING.fullmatch, words)):
            return False
        return not all(word in self._common for word in words)


def arxiv_stamp(line: str) -> str | None:
    """Returns the identifier of arXiv's stamp, such as "arXiv:1805.00899v2 [stat.ML] 22 Oct 2018", if a line is nothing else.

    A bare number is no stamp: in notes it is that of the work that they are about.
    """
    found = _STAMP.fullmatch(line.strip(" *_"))
    return found["id"] if found and (found["category"] or (found["version"] and found["date"])) else None


def arxiv_year(arxiv_id: str) -> int:
    """Returns the year in which a paper came to arXiv, which its number tells."""
    digits = int(arxiv_id.rsplit("/", 1)[-1][:2])
    return 2000 + digits if digits < 91 else 1900 + digits


def _is_affiliation(line: str) -> bool:
    """Checks for the name of an institution or an address, which is no sentence."""
    short = len(line.split()) <= _LONGEST_AFFILIATION and not line.endswith((".", "!", "?", ":"))
    return short and _AFFILIATION.search(line) is not None
