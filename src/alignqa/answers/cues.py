"""Signs in a sentence that it answers a kind of question: definitions, numbers, reasons, reports about others."""

from __future__ import annotations

import re

from alignqa.retrieval.terms import stems

_NUMBER = re.compile(
    r"\d+(?:[.,]\d+)*\s*%|\b\d+(?:[.,]\d+)*\b(?![\])])|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|dozen|hundred|thousand|million|billion|half|twice|third|never|always|percent)\b",
    re.IGNORECASE,
)
_CITED_NUMBER = re.compile(
    r"\[[\d,;\s–-]+\]|\((?:[^()]*\b(?:19|20)\d\d[a-z]?[^()]*)\)|\b(?:Section|Figure|Table|Appendix|Chapter|Equation)s?\s+[A-Z]?\.?\d+(?:\.\d+)*",
    re.IGNORECASE,
)
# Numbers that are part of a name ("Claude 3 Opus", "GPT-4") or of a list count nothing.
_NAMED_NUMBER = re.compile(r"^\s*\(?\d{1,2}[.)]\s|\b[A-Z][\w.]*[ -]\d+(?:\.\d+)*\w?\b|\b(?:19|20)\d\d\b")
_REASON = re.compile(
    r"\b(?:because|since|due to|therefore|thus|hence|so that|in order to|as a result|the reason|reasons?|explains?|caus(?:e|es|ed)|leads? to|led to)\b",
    re.IGNORECASE,
)
_LISTING = re.compile(
    r"\b(?:first|second|third|fourth|finally|following|include|includes|including|such as|namely|kinds?|types?|three|four|five|several)\b|;|\(i+\)|\(\d\)|: ",
    re.IGNORECASE,
)
_REPORT = re.compile(
    r"\b(?:et al\.|[A-Z]\w+ (?:and [A-Z]\w+ )?\(?(?:19|20)\d\d|\[\d+\])[^.]{0,60}\b(?:argues?|claims?|shows?|showed|found|finds?|describes?|proposes?|introduces?|introduced|suggests?|defines?|discuss(?:es)?)\b"
)
_QUESTION = re.compile(r"\?[\"”’']*$")
_LEANS = re.compile(
    r"^(?:this|these|that|those|it|its|they|their|such|he|she|his|her|however|but|thus|therefore|hence|moreover|furthermore|in addition|for example|for instance|additionally|similarly|in contrast|on the other hand|also|and|or|so|then|here|instead|finally|as a result|in particular|consequently|indeed)\b",
    re.IGNORECASE,
)

_COPULA = r"(?:is|are|was|were|refers? to|means?|denotes?|describes?|occurs? when|happens? when|consists? (?:of|in)|involves?|arises? when|can be defined as|is defined as|are defined as)"


def defines(sentence: str, term: str) -> float:
    """How much a sentence looks like a definition of `term`, 0…1: the term first and then a copula, or a naming after it.

    Patterns after Hearst 1992 and the definition-extraction literature that followed: "X is a", "we call X", "referred to as X", "X: ...".
    """
    pattern = _term_pattern(term)
    if not pattern:
        return 0.0
    if re.search(
        rf"^\W*(?:definition\W+)?(?:(?:a|an|the|by|we define)\s+)?[\"“‘'_*]*{pattern}[\"”’'_*]*(?:\s*\([^)]*\))?\s*(?::|—|–|-{{2}})",
        sentence,
        re.IGNORECASE,
    ):
        return 1.0
    if re.search(
        rf"^\W*(?:[\w,’' ]{{0,40}}?\b)?(?:(?:a|an|the)\s+)?[\"“‘']?{pattern}[\"”’',]*(?:\s*\([^)]*\))?,?\s+{_COPULA}\b",
        sentence,
        re.IGNORECASE,
    ):
        return 0.9
    if re.search(
        rf"\b(?:call|calls|called|term|termed|dub|dubbed|refer(?:s|red)? to|known|define|defines|defined|name|named|describe[sd]?)\b"
        rf"[^.;]{{0,60}}?[\"“‘'(]*{pattern}",
        sentence,
        re.IGNORECASE,
    ):
        return 0.8
    if re.search(rf"\b(?:by|say|says|mean by)\s+[\"“‘']?{pattern}", sentence, re.IGNORECASE):
        return 0.6
    return 0.0


def _term_pattern(term: str) -> str:
    """A pattern for a term in singular or plural, hyphenated or not, British or American."""
    parts = [part for part in re.split(r"[^\w]+", term.casefold()) if part and part not in {"a", "an", "the"}]
    if not parts:
        return ""
    folded = [re.sub(r"i[sz](?=ation|e|ing|er)", "i[sz]", re.escape(part)) for part in parts]
    last = re.sub(r"(?:ies|y)$", "(?:y|ies)", folded[-1])
    last = last if last.endswith("ies)") else re.sub(r"s$", "", last) + "s?"
    return r"\b" + r"[\s‐-―-]*".join([*folded[:-1], last])


def has_number(sentence: str) -> bool:
    """Whether a sentence states a quantity, and not only a citation, a section or a model's name."""
    return _NUMBER.search(_NAMED_NUMBER.sub(" ", _CITED_NUMBER.sub(" ", sentence))) is not None


def has_reason(sentence: str) -> bool:
    """Whether a sentence gives a reason or a cause."""
    return _REASON.search(sentence) is not None


def has_listing(sentence: str) -> bool:
    """Whether a sentence enumerates."""
    return _LISTING.search(sentence) is not None


def reports(sentence: str) -> bool:
    """Whether a sentence reports what somebody else argues, rather than its authors' own claim."""
    return _REPORT.search(sentence) is not None


def asks(sentence: str) -> bool:
    """Whether a sentence is a question."""
    return _QUESTION.search(sentence) is not None


def leans_on_previous(sentence: str) -> bool:
    """Whether a sentence begins with a word that points back, so that it is not understood alone."""
    return _LEANS.match(sentence) is not None


def well_formed(sentence: str) -> bool:
    """Whether a sentence has a beginning and an end, and enough letters to be prose."""
    letters = sum(char.isalpha() or char.isspace() for char in sentence)
    begins = sentence[:1].isupper() or sentence[:1].isdigit() or sentence[:1] in "\"“‘'([" or len(stems(sentence)) > 12
    return begins and sentence.rstrip("\"”’')]").endswith((".", "!", "?", ":", ";", "…")) and letters >= 0.7 * len(sentence)
