"""A passage as one sees it on its pages: images of the pages, and the boxes that mark it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PageBox:
    """A rectangle on a displayed page, in shares of its width and height (0 to 1) from its upper left corner."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class PageView:
    """A page as it is displayed, after rotation and cropping.

    `width` and `height` are in points, `image` is a PNG without marks, and nothing is marked where there are no `boxes`.
    """

    page: int
    page_label: str | None
    width: float
    height: float
    image: bytes
    boxes: tuple[PageBox, ...] = ()


@dataclass(frozen=True, slots=True)
class PassageView:
    """The pages of one passage in reading order; there are none if it has no page that can be shown.

    `reason` tells the user why nothing is marked, or shown at all; it is None if the whole passage is boxed.
    """

    pages: tuple[PageView, ...] = ()
    reason: str | None = None
