"""Raised and lowered signs in running text: the power of ten in "10^9", "2^{n+1}", "x_1", and neither 109 nor the mark of a note.

One rule for all formats: an exponent is written behind "^", in braces if it has several parts; an index behind "_".
What is raised but no exponent ("1st", "Mme", "Ca2+") continues its word, and the mark of a note is none of the text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import accumulate

_CONTEXT = 80  # characters
_OPERATOR = r"[+*/·×−–^-]"
_SPACED_OPERATOR = re.compile(rf"\s{{0,60}}({_OPERATOR})\s*")
_NUMBER = re.compile(r"[+−–-]?(?:\d{1,4}(?:\.\d{1,3})?|\d{1,3}(?:,\d{3})+)")
_SIGNED = re.compile(r"[+−–-]\d{1,3}")
_EXPRESSION = re.compile(rf"(?=.*{_OPERATOR})(?=.*(?:[^\W\d_]|/))(?!.*[^\W\d_]{{4}})[\w.,′'(){{}}∞\s+*/·×−–^-]{{0,30}}[\w)}}′'∞]")
_LETTERS = re.compile(r"\d{0,3}[^\W\d_]{1,4}|\([^()]{1,12}\)|∞")
_SINGLE = re.compile(r"[+−–-]?[\w.,]+|\([^()]*\)|[^\w\s]|\{[^{}]*\}")
_ORDINALS = frozenset(
    ["st", "nd", "rd", "th", "er", "re", "ers", "a", "b", "c", "e", "o", "de", "ème", "eme", "ère", "mo", "to", "vo", "tm", "sm"]
)
# Abbreviations whose end is raised in print, and ordinals with roman numbers.
_ABBREVIATION = re.compile(
    r"Dr|Mr|Sr|Jr|St|[Nn]os?|Mc|M(?:me|lle)s?|Me|Mgr|Ms|Vve|Cie|[IVXL](?:e|er|re|ème|th|st|nd|rd|o)|\w[TSR]M"
)

_DIGITS = re.compile(r"(?:(?<![\w.,-])|(?<=[\W\d_]-))\d[\d.,]*\Z")
# A number that names something: a year, a section, a version.
_NAME_OF = re.compile(
    r"(?<![=×*+<>·−])(?<![=×*+<>·−]\s)\b(?:1[5-9]|20)\d\d\Z|\b(?:Section|Figure|Fig\.|Table|Chapter|Part|Appendix)\s[\d.]+\Z"
)
_VARIABLE = re.compile(r"(?:(?:\A|[\s(\[{=+*·×−|<>≤≥])[^\W\d_]|\d[a-z])\d?(?:_(?:\w+|\{[^{}]*\}))?['′]?\Z")
_RAISED = re.compile(r"\^(?:[\w+−–-]{1,8}|\{[^{}]{1,20}\})\Z")
_INDEXED = re.compile(r"(?<=[^\W_])_(?:\w{1,8}|\{[^{}]{1,20}\})\s+\Z")
_CHARGE = re.compile(r"\d{1,2}[+−–-]")
_ATOMS = re.compile(r"[A-Z)\]][a-z]?\d{1,2}\Z")
_NAME = re.compile(r"(?<![a-z])[A-Z]{2,}\Z")
_WORD = re.compile(r"[^\W\d_]{2}\Z")
_PRODUCT = re.compile(r"(?:[=+×·*<>≤≥−]\s*|\d)(?!st|nd|rd|th)[a-z]{2}\Z")
_FUNCTION = re.compile(r"\b(?:sin|cos|tan|cot|sinh|cosh|tanh|log|ln|exp|det)\Z")
_UNIT = re.compile(r"(?:(?<![^\W\d_])(?:[mckdnµμ]m|k?g|mol|[kMGT]?Hz|k?Pa|k?eV)|(?:\d\s?|/)(?:m|s|h|in|ft|yd|mi|min))\Z")
_UNIT_POWER = re.compile(r"[−–-]?[1-4]")
_BRACKETS = re.compile(r"[(\[](?P<inside>[^()\[\]]{1,60})[)\]]\Z")
_SUM = re.compile(r"\w\^|\s[+=×·−]\s")  # "(width^2 + 1)", whose words may be as long as they like

_NOTE_NUMBER = re.compile(r"\[?\d{1,3}(?:\s*[,–-]\s*\d{1,3})*\]?|[*†‡§¶]{1,3}")
_SEVERAL_NOTES = re.compile(r"\[?\d{1,3}(?:\s*[,–-]\s*\d{1,3})+\]?")
_ANNOTATED = re.compile(r"(?:[.,;:!?)\]”’\"»%…]|[^\W\d_]{2}\d?|[^\W\d_]-\d+)\Z")

_NOTE_LETTERS = re.compile(r"\[?[a-z](?:\s?[,–-]\s?[a-z]){0,9}\]?")
_LETTER_RANGE = re.compile(r"([a-z])(?:\s?[–-]\s?([a-z]))?")
_LETTERED = re.compile(r"(?:(?<!\d)[^\W\d_]{3}|[^\W\d_]{2}[.,;:!?)\]”’\"»]{1,2})\Z")
_ROMAN = re.compile(r"(?<!\w)[IVXLCDM]{2,15}\Z")
# The ends of abbreviations such as "Capt^n" and "Gen^l".
_ABBREVIATED = re.compile(r"(?<!\w)[A-Z][a-z]{2,4}\Z")
_ENDS_OF_ABBREVIATIONS = frozenset("delmnorsty")
_MIN_LETTERS = 2
# Units of which no one takes the second power; those of length, time and energy may have it.
_PLAIN_UNIT = re.compile(r"\d\s?(?:k?g|mol|[kMGT]?Hz|k?Pa)\Z")

_POWERS = frozenset("23456789")  # behind a word; a longer number or a 1 is the mark of a note or a work
_SENTENCE_END = re.compile(r"[.,;:!?][)\]”’\"]?\Z")
_MIN_LOST_NOTES = 3
_MIN_SHARE_RISING, _MIN_SHARE_AT_END = 0.75, 0.3
_OPERATOR_BEHIND = re.compile(r"[)\]]?\s?(?:[+×·=<>≤≥≈−^]|/\w)")
_OPERATOR_BEFORE = re.compile(r"[+×·=<>≤≥≈−]\s?[(\[]?[^\W\d_]+\Z")
_ALONE_IN_BRACKETS = (re.compile(r"[(\[][^\W\d_]+\Z"), re.compile(r"[)\]]"))

_INDEX = re.compile(r"[\w.,+*/·×−–'′()=>≤-]{1,20}")
_FORMULA_LETTERS = frozenset("HCNOPSFKIBVUWY")
_NUMERATOR = re.compile(r"\d[/⁄]\Z")
_DENOMINATOR = "\ue003"  # stands before the lower part of a fraction until `with_fractions` has read it
_FRACTION = re.compile(rf"(?:(?<=\d)\^)?(\d{{1,3}})\s?(?:/{_DENOMINATOR}|⁄{_DENOMINATOR}?)\s?(?=\d)")


def raised(preceding: str, text: str) -> str:
    """Returns raised text as it continues the `preceding` text: an exponent with "^" before it, anything else as it is.

    Here and below only the last characters of `preceding` count.
    """
    if not _is_exponent(preceding, text):
        return text
    text = _SPACED_OPERATOR.sub(r"\1", text)
    return f"^{text}" if _SINGLE.fullmatch(text) else f"^{{{text}}}"


def raised_apart(preceding: str, text: str) -> str:
    """Returns raised text as `raised` does, but never glues a letter to a whole word that no abbreviation is: "kind^a"."""
    shown = raised(preceding, text)
    if shown != text or not _may_be_lettered(preceding, text) or _ends_abbreviation(preceding, text):
        return shown
    return f"^{text}" if len(text) == 1 else f"^{{{text}}}"


def lowered(preceding: str, text: str) -> str:
    """Returns lowered text as it continues the `preceding` text: an index with "_" before it, a number of a formula as it is."""
    preceding = preceding[-_CONTEXT:]
    if text.isdigit() and _NUMERATOR.search(preceding):
        return f"{_DENOMINATOR}{text}"
    if not text or not preceding[-1:].strip():
        return text
    is_variable = _VARIABLE.search(_RAISED.sub("", preceding)) is not None
    if not _INDEX.fullmatch(text):
        return text
    is_function = _FUNCTION.search(preceding) is not None
    if text.isdigit() and not is_function:
        return f"_{text}" if is_variable and (preceding[-1] not in _FORMULA_LETTERS or text == "0") else text
    if len(text) == 1 and not (is_variable or is_function):
        return text
    return f"_{text}" if _SINGLE.fullmatch(text) else f"_{{{text}}}"


def is_note_mark(preceding: str, text: str) -> bool:
    """Checks whether raised text is the mark of a note: a number or a dagger behind a word, and no exponent."""
    preceding = preceding[-_CONTEXT:]
    if not _NOTE_NUMBER.fullmatch(text) or _is_exponent(preceding, text):
        return False
    if text[0] == "[" or _SEVERAL_NOTES.fullmatch(text):
        return bool(preceding[-1:].strip())
    return _ANNOTATED.search(preceding) is not None or _NAME_OF.search(preceding) is not None


def is_mark_of(notes: frozenset[str], preceding: str, text: str) -> bool:
    """Checks for the mark of one of the known `notes` that could be something else: a letter, or a number behind a unit."""
    if text.isdigit():
        return text in notes and _PLAIN_UNIT.search(preceding[-_CONTEXT:]) is not None
    return not notes.isdisjoint(marked_letters(preceding, text))


def marked_letters(preceding: str, text: str) -> tuple[str, ...]:
    """Returns the letters of what may be the mark of lettered notes, such as a raised "b,c" behind a word; else nothing."""
    if not _may_be_lettered(preceding, text) or _is_exponent(preceding, text):
        return ()
    ends = ((found[1], found[2] or found[1]) for found in _LETTER_RANGE.finditer(text))
    return tuple(chr(code) for first, last in ends for code in range(ord(first), ord(last) + 1))


def letters_of_notes(marks: Sequence[tuple[str, ...]]) -> frozenset[str]:
    """The letters that mark notes, by the order in which they first come: from a on, and at least two."""
    found = 0
    for letter in dict.fromkeys(letter for letters in marks for letter in letters):
        found += letter == chr(ord("a") + found)
    return frozenset(map(chr, range(ord("a"), ord("a") + found))) if found >= _MIN_LETTERS else frozenset()


def _may_be_lettered(preceding: str, text: str) -> bool:
    preceding = preceding[-_CONTEXT:]
    if not _NOTE_LETTERS.fullmatch(text) or _ROMAN.search(preceding):
        return False
    return _LETTERED.search(preceding) is not None or _NAME_OF.search(preceding) is not None


def _ends_abbreviation(preceding: str, text: str) -> bool:
    return text in _ENDS_OF_ABBREVIATIONS and _ABBREVIATED.search(preceding[-_CONTEXT:]) is not None


def ends_in_index(preceding: str) -> bool:
    """Checks for an index and white space, behind which raised text is the power of the same sign."""
    return _INDEXED.search(preceding[-_CONTEXT:]) is not None


def names_power(preceding: str, text: str, note_numbers: Collection[str] = (), *, powers: Collection[str] = ()) -> bool:
    """Checks for the power in a name such as RL², which would be the mark of a note if there were one of its number.

    Behind any other word, only those numbers are powers that `powers_behind_words` has found.
    """
    if len(text) != 1 or text not in "123456789":
        return False
    preceding = preceding[-_CONTEXT:]
    if text not in note_numbers and _NAME.search(preceding) is not None:
        return True
    return text in powers and _WORD.search(preceding) is not None


def powers_behind_words(marks: Sequence[tuple[str, str]], listed: Collection[str]) -> frozenset[str]:
    """The numbers that are powers although they look like marks of notes: those that no note and no entry has.

    `marks` are the raised numbers of a text in order, each behind the text before it; `listed` are those of notes and entries.
    Only a text that plainly cites by raised numbers has lost its list, so that all are marks.
    """
    unknown = [(before, number) for before, number in marks if number not in listed]
    numbers = frozenset(number for _, number in unknown)
    return frozenset() if _cites_lost_list(unknown) else numbers & _POWERS


def _cites_lost_list(marks: Sequence[tuple[str, str]]) -> bool:
    """Checks for three or more numbers that rise through the text, many of them at the ends of its sentences."""
    first = [int(number) for number in dict.fromkeys(number for _, number in marks)]
    rising = sum(number == highest for number, highest in zip(first, accumulate(first, max), strict=True))
    at_end = sum(_SENTENCE_END.search(before) is not None for before, _ in marks)
    is_rising = len(first) >= _MIN_LOST_NOTES and rising >= _MIN_SHARE_RISING * len(first)
    return is_rising and at_end >= _MIN_SHARE_AT_END * len(marks)


def is_in_formula(before: str, after: str) -> bool:
    """Checks for a raised digit that an operator follows or that ends a term of a formula, whatever notes there are."""
    if _OPERATOR_BEHIND.match(after) or _OPERATOR_BEFORE.search(before):
        return True
    return _ALONE_IN_BRACKETS[0].search(before) is not None and _ALONE_IN_BRACKETS[1].match(after) is not None


def is_ordinal(preceding: str, text: str) -> bool:
    """Checks for the end of an ordinal number, such as the raised "th" of "5th"."""
    return preceding[-1:].isdigit() and text.casefold() in _ORDINALS


def with_fractions(text: str) -> str:
    """Returns the text with its vulgar fractions, such as a raised 3 and a lowered 4 behind 7, written as "7 3/4"."""
    if _DENOMINATOR not in text and "⁄" not in text:
        return text
    return _FRACTION.sub(lambda found: f"{' ' if found[0][0] == '^' else ''}{found[1]}/", text).replace(_DENOMINATOR, "")


def _is_exponent(preceding: str, text: str) -> bool:
    preceding = preceding[-_CONTEXT:]
    if not text or not preceding[-1:].strip():
        return False
    if _SIGNED.fullmatch(text) and (preceding[-1].isalnum() or preceding[-1] in ")]"):
        return True
    if _CHARGE.fullmatch(text) and _ATOMS.search(preceding):
        return True
    if _UNIT_POWER.fullmatch(text) and _UNIT.search(preceding):
        return True
    is_number = _DIGITS.search(preceding) is not None and not _NAME_OF.search(preceding)
    is_variable = _VARIABLE.search(preceding) is not None or _is_factor(preceding)
    if not (is_number or is_variable or _PRODUCT.search(preceding) or _FUNCTION.search(preceding)):
        return False
    if _NUMBER.fullmatch(text) or _EXPRESSION.fullmatch(text):
        return True
    if not _LETTERS.fullmatch(text) or text.lstrip("0123456789").casefold() in (_ORDINALS if is_number else ()):
        return False
    if is_number:
        return len(text) <= 2 or text[0] in "(0123456789"
    return not _ABBREVIATION.fullmatch(preceding[-1] + text)


def _is_factor(preceding: str) -> bool:
    """Checks whether the text ends in brackets that hold a formula, and not a remark, a year or a citation."""
    found = _BRACKETS.search(preceding)
    if found is None or re.search(r"\b\d{4}\b", found["inside"]):
        return False
    if _SUM.search(found["inside"]):
        return True
    if re.search(r"[^\W\d_]{3}", found["inside"]):
        return False
    return re.search(r"[+*/·×−=-]", found["inside"]) is not None or re.fullmatch(r"[^\W\d_]", found["inside"]) is not None
