"""The parts of a paper's page, filled in one go: no point stands in two of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from alignqa.papers.document import Section
from alignqa.summaries.digest import bearing, strengths
from alignqa.summaries.digest.points import Point
from alignqa.summaries.digest.section_roles import SectionRole, SectionRoles
from alignqa.summaries.digest.worth import told, understood_alone

_TRIED = (1, 3, 10)  # sentences that tell what was done, by how many of method and results no section is named for
_A_RESULT = 1.8  # strength of a result with a figure that counts for this
_A_CLAIM = 1.8  # strength of a claim that counts as one of those that sum a work up
_SUMMING_UP = frozenset({SectionRole.ABSTRACT, SectionRole.CONCLUSION})
_LINES = 3
_SECTIONS_TOLD = 8
Strength = Callable[[Point], float]


class Part(Enum):
    """The parts, each with its heading and the note that it gets if nothing is found."""

    BRIEF = ("In three lines", "No sentence sums it up.")
    ASKS = ("What it asks", "No further sentence says it.")
    CLAIMS = ("What it claims", "No further sentence stands out as a claim.")
    DONE = ("How it was done", "No sentence tells it.")
    FOUND = ("What was found", "No further sentence gives a result.")
    ARGUES = ("How it argues, section by section", "No further sentence carries the argument of a section.")
    TELLS = ("What it says, section by section", "No sentence stands for a section.")
    DOUBTS = ("What the authors doubt", "The authors state no limitation in a recognised form.")
    OPEN = ("What is left open", "The authors name nothing in a recognised form.")
    BUILDS = ("What it builds on", "No sentence says it.")

    @property
    def heading(self) -> str:
        """The heading."""
        return self.value[0]

    @property
    def missing(self) -> str:
        """The note for an empty part."""
        return self.value[1]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """The choice for a part: strength of a point, the least that counts, and how many points at most."""

    strength: Strength
    least: float
    count: int


_WANTED = {
    Part.FOUND: _Wanted(strengths.finding, 2.2, 8),
    Part.ASKS: _Wanted(strengths.asking, 1.6, 2),
    Part.DOUBTS: _Wanted(strengths.doubting, 1.5, 4),
    Part.CLAIMS: _Wanted(strengths.claiming, 1.7, 5),
    Part.OPEN: _Wanted(strengths.leaving_open, 1.5, 3),
    Part.DONE: _Wanted(strengths.doing, 1.6, 4),
    Part.BUILDS: _Wanted(strengths.building, 1.3, 3),
}
_OF_STUDIES = (Part.BRIEF, Part.ASKS, Part.CLAIMS, Part.DONE, Part.FOUND, Part.DOUBTS, Part.OPEN, Part.BUILDS)
_OF_ESSAYS = (Part.BRIEF, Part.ASKS, Part.CLAIMS, Part.ARGUES, Part.DOUBTS, Part.OPEN, Part.BUILDS)
_OF_OVERVIEWS = (Part.BRIEF, Part.TELLS, Part.DOUBTS, Part.OPEN)
_FEW = 6  # points of a short section
_FEWEST = 5  # points of an essay; a text with fewer that reports more than it claims tells what others found


def is_study(points: Sequence[Point], roles: SectionRoles) -> bool:
    """Checks whether a work reports results of its own, and is no essay."""
    main = [one for one in points if one.role is not SectionRole.APPENDIX]
    results = sum(strengths.finding(one) >= _A_RESULT and one.numbered for one in main)
    tried = sum(strengths.trying(one) > 0 for one in main)
    unnamed = len(roles.missing((SectionRole.METHOD, SectionRole.RESULTS)))
    return results > 0 and tried >= _TRIED[unnamed]


def fill(points: Sequence[Point], roles: SectionRoles, *, study: bool) -> dict[Part, list[Point]]:
    """Returns the points of each part of a page that can be understood alone, in the order of the parts and of the paper."""
    points = [one for one in map(told, points) if understood_alone(one)]
    taken: list[Point] = []
    summed_up = sum(one.role in _SUMMING_UP and strengths.claiming(one) >= _A_CLAIM for one in points) >= _LINES - 1
    claiming = strengths.claiming if summed_up or study else strengths.asserting
    abstract = not roles.missing((SectionRole.ABSTRACT,))
    whole = [one for one in points if bearing.of_the_whole(one, abstract=abstract)]
    lines = whole if study else list(filter(bearing.sums_up, whole))
    held = strengths.holding if claiming is strengths.asserting else claiming
    filled = {Part.BRIEF: _brief(lines, strengths.finding if study else held, held)}
    taken.extend(filled[Part.BRIEF])
    for part, wanted in _WANTED.items():
        if part in (_OF_STUDIES if study else _OF_ESSAYS):
            claims = part is Part.CLAIMS
            among = whole if claims and not study else points
            filled[part] = _strongest(among, replace(wanted, strength=held) if claims else wanted, taken)
            taken.extend(filled[part])
    if study:
        return {part: filled[part] for part in _OF_STUDIES}
    filled[Part.ARGUES] = _by_section(points, roles, taken, strengths.arguing, 1.5)
    reported, claimed = sum(not one.own for one in points), sum(claiming(one) > 0 for one in points)
    if sum(map(len, filled.values())) >= _FEWEST or reported <= claimed:
        return {part: filled[part] for part in _OF_ESSAYS}
    return _overview(points, roles, {part: filled[part] for part in _OF_OVERVIEWS if part in filled})


def _overview(points: Sequence[Point], roles: SectionRoles, filled: dict[Part, list[Point]]) -> dict[Part, list[Point]]:
    """Returns the parts of a text that reports more than it claims, such as a note: its subject, and what each section says."""
    meaning = _strongest(points, _Wanted(strengths.defining, 0.5, 1), filled[Part.BRIEF])
    filled[Part.BRIEF] = _in_order((*meaning, *filled[Part.BRIEF][: _LINES - len(meaning)]))
    taken = [one for chosen in filled.values() for one in chosen]
    filled[Part.TELLS] = _by_section(points, roles, taken, strengths.telling, 0.5, in_short=strengths.remarking)
    return {part: filled[part] for part in _OF_OVERVIEWS}


def _brief(points: Sequence[Point], main: Strength, claiming: Strength) -> list[Point]:
    """Returns what a work is about or asks, what it found or claims, and what follows, one point each at most."""
    taken: list[Point] = []
    for strength, least in ((strengths.opening, _A_CLAIM), (main, _A_CLAIM), (_concluding, _A_CLAIM), (claiming, _A_CLAIM)):
        if len(taken) < _LINES:
            taken.extend(_strongest(points, _Wanted(strength, least, 1), taken))
    return _in_order(taken)


def _concluding(point: Point) -> float:
    late = point.role in _SUMMING_UP
    return strengths.claiming(point) + 0.6 * late if strengths.claiming(point) else 0.0


def _strongest(points: Sequence[Point], wanted: _Wanted, taken: Sequence[Point]) -> list[Point]:
    scored = sorted((-round(wanted.strength(one), 6), one.start, at) for at, one in enumerate(points))
    chosen: list[Point] = []
    for strength, _, at in scored:
        if len(chosen) == wanted.count or -strength < wanted.least:
            break
        if not any(points[at].repeats(other) for other in (*taken, *chosen)):
            chosen.append(points[at])
    return _in_order(chosen)


def _by_section(
    points: Sequence[Point],
    roles: SectionRoles,
    taken: Sequence[Point],
    strong: Strength,
    least: float,
    *,
    in_short: Strength | None = None,
) -> list[Point]:
    """Returns the strongest point of each section of the level that divides the work, for the longest ones if there are many.

    `in_short` is the strength in sections of a few points, each of which tells much of what they say.
    """
    sections = sorted(roles.content(roles.dividing_level()), key=lambda one: (-len(one.span), one.span.start))[:_SECTIONS_TOLD]
    chosen: list[Point] = []
    for section in sorted(sections, key=lambda one: one.span.start):
        there = [one for one in points if section.span.start <= one.start < section.span.end]
        edges = {one.start for one in (*there[:3], *there[-2:])}  # where a section says what it is to show, or has shown

        judged = in_short if in_short and len(there) <= _FEW else strong

        def carries(one: Point, edges: set[int] = edges, judged: Strength = judged) -> float:
            strength = judged(one)
            return strength + 0.4 * (one.start in edges) if strength else 0.0

        chosen.extend(_strongest(there, _Wanted(carries, least, 1), (*taken, *chosen)))
    return chosen


def sections_quoted(sections: Iterable[Section], starts: Sequence[int]) -> tuple[list[str], list[str]]:
    """Returns the headings of the sections in which quotes start, and those of the others."""
    quoted: list[str] = []
    rest: list[str] = []
    for section in sections:
        here = any(section.span.start <= at < section.span.end for at in starts)
        (quoted if here else rest).append(section.heading)
    return quoted, rest


def _in_order(points: Iterable[Point]) -> list[Point]:
    return sorted(points, key=lambda one: one.start)
