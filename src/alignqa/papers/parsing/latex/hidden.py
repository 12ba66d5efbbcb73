r"""Tells which text of a LaTeX source no reader sees: white on white, of no size, or transparent.

Such text is left out: it may be there to be read by programs only. White text on a coloured ground is seen.
"""

from __future__ import annotations

import re

from alignqa.papers.parsing.latex.commands import words
from alignqa.papers.parsing.latex.nodes import LatexMacroNode, LatexNode, arguments_of, inner_source

# The least of the three light values of a colour: the paper shows as white above this.
_WHITE = 0.95
_SMALLEST_POINTS = 2.0
_SMALLEST_SCALE = 0.15
_LIGHT = {"white": 1.0, "gray": 0.5, "grey": 0.5, "lightgray": 0.75, "darkgray": 0.25}
_LENGTH = re.compile(r"\s*(\d*\.?\d+)\s*(pt|mm|cm|in|em|ex|bp|px)?\s*")
_POINTS = {"pt": 1.0, "mm": 2.845, "cm": 28.45, "in": 72.27, "em": 10.0, "ex": 4.3, "bp": 1.0, "px": 0.75}
_NUMBER = re.compile(r"\d*\.?\d+")
_WORD = re.compile(r"(?<![\\A-Za-z])[^\W\d_]{2,}")
_SIZES = frozenset(words("tiny scriptsize footnotesize small normalsize large Large LARGE huge Huge"))


class Visibility:
    """The colours that a source defines, and the count of the words that were left out."""

    def __init__(self) -> None:
        self._colours: dict[str, float] = dict(_LIGHT)
        self._ground_is_white = True
        self.places = 0
        self.words = 0

    def define(self, name: str, model: str, value: str) -> None:
        r"""Records a colour of `\definecolor`, or with an empty `model` of `\colorlet`."""
        self._colours[name] = self._light(model, value)

    def set_ground(self, model: str, value: str) -> None:
        r"""Records the colour of the page that `\pagecolor` sets."""
        self._ground_is_white = self._light(model, value) >= _WHITE

    def is_unseen_colour(self, model: str, value: str) -> bool:
        """Checks whether text in this colour does not show on the page."""
        return self._ground_is_white and self._light(model, value) >= _WHITE

    def declares(self, node: LatexNode | None) -> tuple[str, bool] | None:
        r"""The kind and the effect of a declaration that holds to the end of its group, such as `\color{white}`.

        The effect is True if text is not seen from there on; None for anything else.
        """
        if not isinstance(node, LatexMacroNode):
            return None
        sources = [inner_source(argument) for argument in arguments_of(node)]
        match node.macroname:
            case "color" if len(sources) == 2:
                return "colour", self.is_unseen_colour(sources[0].strip("[]"), sources[1])
            case "normalcolor":
                return "colour", False
            case "fontsize" if sources:
                return "size", _points(sources[0]) < _SMALLEST_POINTS
            case "transparent" if sources:
                return "transparency", _points(sources[0]) == 0.0
            case name if name in _SIZES:
                return "size", False
        return None

    def is_unseen(self, node: LatexMacroNode) -> bool:
        r"""Checks whether a command such as `\textcolor{white}{…}` or `\scalebox{0.01}{…}` prints its text unseen."""
        sources = [inner_source(argument) for argument in arguments_of(node)]
        match node.macroname, len(sources):
            case "textcolor", 3:
                return self.is_unseen_colour(sources[0].strip("[]"), sources[1])
            case "texttransparent", 2:
                return _points(sources[0]) == 0.0
            case "scalebox", 3:
                return _points(sources[0]) < _SMALLEST_SCALE
            case "resizebox", 4:
                return min(map(_points, sources[1:3])) < _SMALLEST_POINTS
        return False

    def leave_out(self, source: str) -> None:
        """Counts what was left out."""
        if words := len(_WORD.findall(source)):
            self.places += 1
            self.words += words

    def notice(self) -> str:
        """The sentence for the user, or an empty string if nothing was left out."""
        if not self.words:
            return ""
        places = "place" if self.places == 1 else "places"
        words = "word" if self.words == 1 else "words"
        return (
            f"Text that no reader sees (white, tiny or transparent) was left out: {self.words} {words} in {self.places} {places}."
        )

    def _light(self, model: str, value: str) -> float:
        """The least light value of a colour, 0 for one that is not known."""
        numbers = [float(number) for number in _NUMBER.findall(value)]
        match model.strip():
            case "rgb" | "gray" if numbers:
                return min(numbers)
            case "RGB" if numbers:
                return min(numbers) / 255
            case "HTML" if re.fullmatch(r"[0-9A-Fa-f]{6}", value.strip()):
                return min(int(value.strip()[start : start + 2], 16) for start in (0, 2, 4)) / 255
            case "cmyk" | "cmy" if numbers:
                return 1 - max(numbers)
        return self._mixed(value)

    def _mixed(self, value: str) -> float:
        """The least light value of a mixture in xcolor's notation: "black!2", "white!90!blue"."""
        first, *others = value.strip().split("!")
        light = self._colours.get(first, self._colours.get(first.lower(), 0.0))
        for share, name in zip(others[::2], [*others[1::2], "white"], strict=False):
            part = float(share) / 100 if _NUMBER.fullmatch(share) else 1.0
            light = light * part + self._colours.get(name, 0.0) * (1 - part)
        return light


def _points(length: str) -> float:
    """A length in points, or a plain number; infinite if it is neither."""
    found = _LENGTH.fullmatch(length)
    return float(found[1]) * _POINTS.get(found[2] or "pt", 1.0) if found else float("inf")
