"""Tells which points count for a whole work: what frames it, or is close to its subject."""

from __future__ import annotations

from alignqa.summaries.digest import wordings
from alignqa.summaries.digest.points import Point
from alignqa.summaries.digest.section_roles import SectionRole as Role

FRAMING_ROLES = frozenset({Role.ABSTRACT, Role.CONTRIBUTIONS, Role.INTRODUCTION, Role.CONCLUSION})
"""Sections that introduce a work or sum it up."""
_FIRST_LINES, _LAST_LINES = 0.03, 0.95  # of a paper: what stands before or behind frames it
_AT_ENDS, _OF_ONE_SECTION, _BEARS_MUCH = 0.62, 0.75, 0.8
# Closeness of what counts for a whole essay: at its ends, and, of a claim or one of three lines, in its middle.
_NEAR = 0.55  # cosine to the paper as a whole of a line that claims nothing in so many words


def closeness(point: Point) -> float:
    """Returns how close a point is to the paper as a whole and to its title."""
    return point.nearness + 0.4 * point.about


def of_the_whole(point: Point, *, abstract: bool) -> bool:
    """Checks whether a point counts for the whole work, and is no aside and not about one section only.

    Where a work has no `abstract`, what its ends say need not be about it.
    """
    if point.says(wordings.ASIDE) or point.says(wordings.POSES_CHALLENGES):
        return False
    if point.says_anywhere(wordings.COMMONPLACE) or point.says_anywhere(wordings.OF_THEMSELVES):
        return False
    if _frames(point):
        return abstract or closeness(point) >= _AT_ENDS
    return closeness(point) >= _OF_ONE_SECTION or point.says(wordings.THESIS)


def sums_up(point: Point) -> bool:
    """Checks whether a point may be one of the lines that sum an essay up: in its middle, only a claim on its subject."""
    if _frames(point):
        return True
    if closeness(point) < _BEARS_MUCH or point.says(wordings.BESIDES):
        return False
    return point.says(wordings.CLAIMS) or (point.about == 1 and point.nearness >= _NEAR)


def _frames(point: Point) -> bool:
    """Checks whether a point stands where a work is introduced or concluded, by the name of its section or by its place."""
    return point.role in FRAMING_ROLES or (point.role is Role.BODY and not _FIRST_LINES < point.place < _LAST_LINES)
