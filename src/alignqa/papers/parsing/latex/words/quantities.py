r"""Prints numbers with units as siunitx does: `\qty{3.5}{\kilo\gram}` is "3.5 kg"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from alignqa.papers.parsing.latex.text import inline_text

_PREFIXES = {
    "kilo": "k",
    "mega": "M",
    "giga": "G",
    "tera": "T",
    "peta": "P",
    "exa": "E",
    "hecto": "h",
    "deca": "da",
    "deci": "d",
    "centi": "c",
    "milli": "m",
    "micro": "µ",
    "nano": "n",
    "pico": "p",
    "femto": "f",
}
_UNITS = {
    "metre": "m",
    "meter": "m",
    "gram": "g",
    "kilogram": "kg",
    "second": "s",
    "ampere": "A",
    "kelvin": "K",
    "mole": "mol",
    "candela": "cd",
    "hertz": "Hz",
    "newton": "N",
    "pascal": "Pa",
    "joule": "J",
    "watt": "W",
    "coulomb": "C",
    "volt": "V",
    "farad": "F",
    "ohm": "Ω",
    "siemens": "S",
    "weber": "Wb",
    "tesla": "T",
    "henry": "H",
    "lumen": "lm",
    "lux": "lx",
    "becquerel": "Bq",
    "gray": "Gy",
    "sievert": "Sv",
    "radian": "rad",
    "steradian": "sr",
    "degreeCelsius": "°C",
    "celsius": "°C",
    "litre": "L",
    "liter": "L",
    "minute": "min",
    "hour": "h",
    "day": "d",
    "hectare": "ha",
    "tonne": "t",
    "electronvolt": "eV",
    "dalton": "Da",
    "bel": "B",
    "decibel": "dB",
    "neper": "Np",
    "bar": "bar",
    "bit": "bit",
    "byte": "B",
    "percent": "%",
    "degree": "°",
    "arcminute": "′",
    "arcsecond": "″",
    "astronomicalunit": "au",
    "angstrom": "Å",
}
_POWERS = {"squared": "^2", "cubed": "^3"}
_POWERS_BEFORE = {"square": "^2", "cubic": "^3"}
_TOKEN = re.compile(r"\\(?P<command>[A-Za-z]+)(?:\s*\{(?P<argument>[^{}]*)\})?|(?P<plain>[^\\\s~]+)")
_SCIENTIFIC = re.compile(r"(?P<mantissa>[^eEdD]*)[eEdD](?P<exponent>[+-]?\d+)")
_ATTACHED = ("°", "′", "″")  # printed right behind the number, unlike "°C" and "%"
_PRODUCT = re.compile(r"\s{0,60}(?:x|×|\\times)\s*")
_SEPARATOR = re.compile(r"\s{0,60};\s*")


class Quantities:
    """Prints numbers with units; it knows siunitx's units and those that a source declares."""

    def __init__(self) -> None:
        self._units = dict(_UNITS)
        self._prefixes = dict(_PREFIXES)

    def printed(self, name: str, arguments: Sequence[str]) -> str:
        r"""Prints what `\name` prints of its mandatory arguments, given as source; unknown unit macros keep their names."""
        match name, *arguments:
            case ("DeclareSIUnit", unit, symbol):
                self._units[unit.strip().lstrip("\\").strip()] = self._unit(symbol) if "\\" in symbol else inline_text(symbol)
                return ""
            case ("DeclareSIPrefix" | "DeclareBinaryPrefix", prefix, symbol, _):
                self._prefixes[prefix.strip().lstrip("\\").strip()] = inline_text(symbol)
                return ""
            case ("num" | "numproduct" | "complexnum", number):
                return " × ".join(map(_number, _PRODUCT.split(number)))
            case ("ang", number):
                degrees = zip(_SEPARATOR.split(number), _ATTACHED, strict=False)
                return "".join(f"{_number(part)}{sign}" for part, sign in degrees if part)
            case ("si" | "unit", unit):
                return self._unit(unit)
            case ("SI" | "qty" | "qtyproduct" | "complexqty", number, unit):
                return " × ".join(_joined(_number(part), self._unit(unit)) for part in _PRODUCT.split(number))
            case ("numrange", first, last):
                return f"{_number(first)} to {_number(last)}"
            case ("SIrange" | "qtyrange", first, last, unit):
                return _joined(f"{_number(first)} to {_number(last)}", self._unit(unit))
            case ("numlist", numbers):
                return _listed(numbers)
            case ("SIlist" | "qtylist", numbers, unit):
                return _joined(_listed(numbers), self._unit(unit))
        return " ".join(arguments)

    def _unit(self, source: str) -> str:
        r"""Prints a unit from its macros, such as `\metre\per\second\squared`, or from plain text, such as `m.s^{-1}`."""
        parts: list[str] = []
        prefix = power = ""
        per = False
        for token in _TOKEN.finditer(source.replace("^{", "^").replace("}", "") if "\\" not in source else source):
            command = token["command"]
            if command == "per":
                per = True
            elif command in self._prefixes:
                prefix = self._prefixes[command]
            elif command in _POWERS_BEFORE or command == "raiseto":
                power = _POWERS_BEFORE.get(command, f"^{token['argument']}")
            elif command in _POWERS or command == "tothe":
                exponent = _POWERS.get(command, f"^{token['argument']}")
                parts[-1:] = [parts[-1] + exponent] if parts else [exponent]
            elif command == "of":
                parts[-1:] = [f"{parts[-1]}({token['argument']})"] if parts else []
            else:
                symbol = token["plain"] or self._units.get(command or "", command or "")
                parts.append(("/" if per else "") + prefix + symbol + power)
                prefix, power, per = "", "", False
        return " ".join(parts).replace(" /", "/")


def _number(source: str) -> str:
    """A number as it is printed; "1e3" becomes "1 × 10^3"."""
    number = source.replace("\\pm", "±").replace("+-", "±").replace("~", " ").strip()
    found = _SCIENTIFIC.fullmatch(number)
    if found is None:
        return number
    power = f"10^{int(found['exponent'])}"
    return f"{found['mantissa']} × {power}" if found["mantissa"] else power


def _listed(source: str) -> str:
    numbers = [_number(part) for part in _SEPARATOR.split(source)]
    return " and ".join([", ".join(numbers[:-1]), numbers[-1]]) if len(numbers) > 1 else numbers[0]


def _joined(number: str, unit: str) -> str:
    return number + unit if unit in _ATTACHED else f"{number} {unit}".strip()
