r"""Prints numbers with units as siunitx does: `\qty{3.5}{\kilo\gram}` is "3.5 kg"."""

from __future__ import annotations

import re
from collections.abc import Sequence

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
_SEPARATOR = re.compile(r"\s*;\s*")


def quantity_text(name: str, arguments: Sequence[str]) -> str:
    r"""Prints what `\name` prints of its mandatory arguments, given as source; unknown unit macros keep their names."""
    match name, *arguments:
        case ("num", number):
            return _number(number)
        case ("ang", number):
            degrees = zip(_SEPARATOR.split(number), _ATTACHED, strict=False)
            return "".join(f"{_number(part)}{sign}" for part, sign in degrees if part)
        case ("si" | "unit", unit):
            return _unit(unit)
        case ("SI" | "qty", number, unit):
            return _joined(_number(number), _unit(unit))
        case ("numrange", first, last):
            return f"{_number(first)} to {_number(last)}"
        case ("SIrange" | "qtyrange", first, last, unit):
            return _joined(f"{_number(first)} to {_number(last)}", _unit(unit))
        case ("numlist", numbers):
            return _listed(numbers)
        case ("SIlist" | "qtylist", numbers, unit):
            return _joined(_listed(numbers), _unit(unit))
    return " ".join(arguments)


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


def _unit(source: str) -> str:
    r"""Prints a unit from its macros, such as `\metre\per\second\squared`, or from plain text, such as `m.s^{-1}`."""
    parts: list[str] = []
    prefix = power = ""
    per = False
    for token in _TOKEN.finditer(source.replace("^{", "^").replace("}", "") if "\\" not in source else source):
        command = token["command"]
        if command == "per":
            per = True
        elif command in _PREFIXES:
            prefix = _PREFIXES[command]
        elif command in _POWERS_BEFORE:
            power = _POWERS_BEFORE[command]
        elif command in _POWERS or command == "tothe":
            exponent = _POWERS.get(command or "", f"^{token['argument']}")
            parts[-1:] = [parts[-1] + exponent] if parts else [exponent]
        else:
            symbol = token["plain"] or _UNITS.get(command or "", command or "")
            parts.append(("/" if per else "") + prefix + symbol + power)
            prefix, power, per = "", "", False
    return " ".join(parts).replace(" /", "/")


def _joined(number: str, unit: str) -> str:
    return number + unit if unit in _ATTACHED else f"{number} {unit}".strip()
