"""Decides whether a hyphen at the end of a line is kept.

A typesetter's hyphen is removed ("optimi-" + "zation"), an author's is kept ("goal-" + "directed").
The document itself is the dictionary: the form that it uses in the middle of a line wins, or the more frequent one of the two.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

_HYPHENS = "-\u2010\u2011"
_SOFT_HYPHEN = "\u00ad"
_WORD = re.compile(rf"[^\W_]+(?:[{_HYPHENS}][^\W_]+)*")
_LINE_END = re.compile(rf"(?P<word>(?<![^\W_])[^\W_]++(?:[{_HYPHENS}][^\W_]+){{0,9}})[{_HYPHENS}]$")
_LINE_START = re.compile(rf"[^\W_]+(?:[{_HYPHENS}][^\W_]+)*")
# "inner- and outer alignment": the hyphen stands for the rest of the word, and a space follows it.
_SUSPENDED = frozenset({"and", "or", "to", "nor", "versus", "vs"})
# A careful typesetter never hyphenates addresses and paths, so a hyphen at the end of one belongs to it.
_ALTERNATIVES = re.compile(r"(?<!\S)[(\[“\"‘]?[^\W\d_]{2,}/[^\W\d_]+-$")  # "action/s-" + "tates"
# "drought/non-" + "drought", "non-" + "drought/drought"
_CONTRASTED = re.compile(
    rf"(?<![^\W_])(?:(?P<one>[^\W_]{{2,40}})/[^\W_]{{1,20}}[{_HYPHENS}]\n(?P=one)|[^\W_]{{1,20}}[{_HYPHENS}]\n(?P<other>[^\W_]{{2,40}})/(?P=other))(?![^\W_])",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"(?:://|www\.|@|\S[/\\]\S|\.\w+\.)\S*$")
# Two lines with a newline between them that hold one address: "https:" and "//a.org", "https://www." and "a.org/b",
# "https://a.org/c?d=" and "e", "https://a.org" and "/b".
_BROKEN_ADDRESS = re.compile(
    r"(?<!\S)[^\w\s]?(?:https?:\n//\S|(?:https?://|www\.)\S{0,500}(?:[?=&%#]\n\w|\.\n[a-z0-9-]{2,80}[./]\w|\w\n[/.?=&%#_]\w))",
    re.IGNORECASE,
)
_SHORTEST_PART = 3
_SHORTEST_SECOND_PART = 4
_FIRST_PARTS = frozenset({"self", "well"})
_SECOND_PARTS = frozenset(
    str.split("""
    agnostic aligned assisted augmented averse aware based capable centered centred conditioned constrained consuming
    controlled critical curated defined dependent dimensional directed driven edited effective efficient enabled ended
    enhanced equipped expensive facing focused following free friendly generated grained guided hacking hungry
    independent induced informed inspired intensive invariant labeled labelled laden level like making maximising maximizing
    minimising minimizing neutral optimal oriented player playing policy powered preserving prone purpose quality
    ready related relevant rich saving scale seeking sensitive solving specific specified style supervised term
    theoretic time tolerant trained valued weighted written
    """)
)
# The same letters end words that are written as one: "dislike", "sometime", "misaligned", "interdependent".
_WRITTEN_AS_ONE = frozenset(
    str.split("""
    anthropo auto bed business care child counter day dinner dis down dream ego fore geo god hand hyper inter intra lady
    life lunch mean mis night out over pre some spring sub summer super trans ultra under war winter
    """)
)
# The words with "non" that are usually written as one; the others mostly take a hyphen.
_NEGATIONS = frozenset({"il", "im", "in", "ir", "un"})
_CLOSED_NON = re.compile(
    r"linear|negativ|zero|trivial|parametric|stationar|uniform|convex|smooth|determin|existen|profit|fiction|verbal|sens|empty|singular"
)
_JOINED_SECOND_PARTS = frozenset({"body", "thing", "things", "ward", "wards", "where", "work", "works"})
_PAIRS = re.compile(
    r"(?:black|white|gr[ae]y|glass)-box(?:es|ed)?|(?:red|blue|purple)-team(?:s|ed|ing|ers?)?|fine-tun(?:e|es|ed|ing)"
    r"|(?:real|open|closed|toy)-world|(?:zero|one|two|few|single|many|multi)-shot|(?:multi|single|one|two|many)-(?:step|turn|agent|hop)"
    r"|(?:worst|best|average|edge)-case|(?:first|second|third|higher|lower)-order|(?:open|closed)-source|steady-state|ground-truth"
    r"|(?:zero|two|three|five|six|seven|eight|nine)-(?!fold|some|teen|ti|ty|pen|score|th|e|ing)[a-z]{3,}|(?:general|constant)-sum"
    r"|(?:two|three)-(?:thirds?|quarters?)|(?:post|ad)-hoc|ex-(?:ante|post)|(?:left|right)-hand(?:ed)?|cost-benefits?|state-action"
    r"|(?:on|off)-(?:policy|diagonal|distribution|target|topic)|one-(?:hot|off|sided|way|time|class)"
    r"|in-(?:context|distribution|domain|sample|depth|group|house)|(?:closed|free|long|short)-form|fixed-point"
    r"|hand-(?:coded|labell?ed|tuned|designed)|hard-coded|human-(?:machine|robot|computer|annotated|labell?ed)"
    r"|long-(?:standing|running|context|tail(?:ed)?|lasting)|(?:high|low)-(?!er|est|land|brow|down|ligh|way|chair|jack|life|ness)[a-z]{4,}"
    r"|question-answering|so-called|trade-offs?|decision-makers?|cross-(?:entropy|validation)"
    r"|(?:long|short|medium|near)-(?:term|range|horizon|lived)|(?:high|low|mid)-(?:level|stakes|quality|dimensional|resource|rank)"
)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Counts of the words and the hyphenated compounds that a document uses in the middle of its lines, case-folded.

    `words` counts plain words and the parts of compounds, `compounds` counts hyphenated words, `heads` their first parts.
    """

    words: Mapping[str, int] = field(default_factory=dict)
    compounds: Mapping[str, int] = field(default_factory=dict)
    heads: Mapping[str, int] = field(default_factory=dict)


def vocabulary(lines: Iterable[str]) -> Vocabulary:
    """Counts the words of a document, given its printed lines; words broken at a line end are left out."""
    words: Counter[str] = Counter()
    compounds: Counter[str] = Counter()
    heads: Counter[str] = Counter()
    broken = False
    for line in lines:
        line = line.strip()
        if not line:
            continue
        found = [_folded(match.group()) for match in _WORD.finditer(line)]
        if broken:
            del found[:1]
        broken = line[-1] in _HYPHENS or line[-1] == _SOFT_HYPHEN
        if broken:
            del found[-1:]
        for word in found:
            parts = word.split("-")
            words.update(parts)
            if len(parts) > 1:
                compounds[word] += 1
                heads[parts[0]] += 1
    return Vocabulary(words, compounds, heads)


def seam(before: str, after: str, known: Vocabulary) -> tuple[str, str]:
    """Returns what to keep of the line `before`, and what to put between it and the line `after`.

    The two lines are joined as `kept + separator + after`; `before` has no trailing and `after` no leading white space.
    """
    if not before or not after:
        return before, ""
    if before[-1] == _SOFT_HYPHEN:
        return (before[:-1], "") if after[0].isalpha() else (before[:-1] + "-", "")
    if _runs_on(before, after):
        return before, ""
    if before.endswith("_-") and after[0].isalnum():
        return before[:-1], ""
    tail, head = _LINE_END.search(before), _LINE_START.match(after)
    if tail is None or head is None:
        return before, " "
    if head.group().casefold() in _SUSPENDED:
        return before, " "
    alternatives = _ALTERNATIVES.search(before) is not None
    if alternatives and len(tail["word"]) == 1:
        return before[:-1], ""  # a word begins with the letter behind the slash
    contrasted = _CONTRASTED.search(f"{before.rpartition(' ')[2]}\n{after}") is not None
    if (_ADDRESS.search(before) and not alternatives) or _keeps_hyphen(tail["word"], head.group(), known, contrasted):
        return before, ""
    return before[:-1], ""


def join_lines(lines: Sequence[str], known: Vocabulary) -> str:
    """Joins the lines into one running text: hyphenated line ends are repaired, every other line break becomes one space."""
    parts: list[str] = []
    last = ""
    for line in filter(None, (line.strip() for line in lines)):
        if last:
            parts.extend(seam(last, line, known))
        last = line
    return "".join([*parts, last])


def _runs_on(before: str, after: str) -> bool:
    """Checks whether a dash or a slash joins the two lines without a space, as it would inside a line."""
    attached = len(before) > 1 and not before[-2].isspace()
    if before[-1] in _HYPHENS and after[0] == "/":
        return attached
    if before[-1] in "—/" or (before[-1] == "_" and after[0].isalnum()):
        return attached
    if _BROKEN_ADDRESS.search(f"{before.rpartition(' ')[2]}\n{after}") is not None:
        return True
    if before[-1] == "–":
        return attached and before[-2].isalnum() and after[0].isalnum()
    return after[0] == "—" and len(after) > 1 and not after[1].isspace()


def _keeps_hyphen(before: str, after: str, known: Vocabulary, contrasted: bool) -> bool:
    """Checks whether the hyphen between `before` and `after` is the author's; `contrasted` words stand without it beside them."""
    left, right = _folded(before), _folded(after)
    fragment, rest = left.rsplit("-", 1)[-1], right.split("-", 1)[0]
    kept = max(known.compounds.get(f"{left}-{right}", 0), known.compounds.get(f"{fragment}-{rest}", 0))
    joined = known.words.get(fragment + rest, 0)
    if kept or joined:
        return kept > joined
    if contrasted and fragment not in _WRITTEN_AS_ONE | _NEGATIONS:
        return True
    if fragment == "non" and rest in known.words:
        return not _CLOSED_NON.match(rest)
    in_capitals = before.isupper() and after.isupper() and min(len(before), len(after)) > 1
    if in_capitals and not {left, right} & known.words.keys():
        return False  # "AR-" + "EAS"
    if not (fragment.isalpha() and rest.isalpha() and after[0].islower()):
        return True  # "GPT-4", "Kullback-Leibler", "2019-2020": nobody breaks a word before a capital or a digit
    if before.rsplit("-", 1)[-1].isupper() and len(fragment) > 1:
        return True  # "RL-based"
    if len(fragment) == 1 or "-" in left:
        return True  # "x-axis", "state-of-the-art": typesetters break a compound only at its own hyphens
    if _is_usual_compound(fragment, rest):
        return True
    if rest in _JOINED_SECOND_PARTS:
        return False  # "groundwork"
    if rest in known.words and fragment in known.heads:
        return True  # "self-" is a first part elsewhere, and the rest is a word of its own
    shorter = min(len(fragment), len(rest))
    return shorter >= _SHORTEST_PART and fragment in known.words and rest in known.words


def _is_usual_compound(fragment: str, rest: str) -> bool:
    """Checks whether English writes the two parts with a hyphen, whatever the rest of the document is about."""
    if _PAIRS.fullmatch(f"{fragment}-{rest}"):
        return True
    if len(rest) < _SHORTEST_SECOND_PART:
        return False
    doubled = fragment[-1] == rest[0] and rest[0] in "ai"  # "anti-intuitive", "meta-analysis"
    usual = len(fragment) >= _SHORTEST_PART and rest in _SECOND_PARTS and fragment not in _WRITTEN_AS_ONE
    return fragment in _FIRST_PARTS or usual or doubled


def _folded(word: str) -> str:
    plain = unicodedata.normalize("NFKC", word).casefold()
    return plain.replace("\u2010", "-").replace("\u2011", "-")
