"""Rules that make a follow-up, which depends on the question before it, into a whole question.

A follow-up depends on it if it is a fragment ("and for RL?", "why?", "what about its conditions?")
or if a pronoun in it has nothing in its own sentence to refer to.
A question that stands alone is never changed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from alignqa.retrieval.questions.catalogue_questions import FactAsked, read_catalogue_question
from alignqa.retrieval.questions.form import Kind, read_form
from alignqa.retrieval.terms import content_words

_AUX = "(?:is|are|was|were|do|does|did|can|could|should|would|will|has|have|had|may|might|must)"
_ASKING = "(?:what|which|who|whose|whom|why|how|when|where)"
_I = re.IGNORECASE

_OPENING = re.compile(r"^(?:(?:and|but|so|ok|okay|well|then|now|also|or)\b[\s,]*)+", _I)
_ABOUT = re.compile(r"^(?:(?:and|but|so)\s+)?(?:what|how)\s+about\s+", _I)
_BARE = re.compile(
    r"^(?P<word>why(?: not| so| is that| is this)?|how(?: so| exactly)?|when|where|who|by whom|since when|how often|how likely)"
    r"\W*$",
    _I,
)
_MORE = re.compile(
    r"^(?:(?:tell|show) me more|say more|more|go on|elaborate|explain(?: more| further)?"
    r"|anything else|what else|in more detail|details)\W*$",
    _I,
)
_EXAMPLE = re.compile(
    r"^(?:(?:for|an?|any|some|such as|like|e\.g\.?)\s*)*(?:examples?|instance|what|such as|like what|e\.g\.?)\W*$", _I
)
_PREPOSITION = re.compile(
    r"^(?P<word>for|in|with|without|within|under|during|at|by|from|on|according to|when|if|compared (?:to|with)|after|before)\s+"
    rf"(?!(?:{_AUX}|what|which|whom)\b)(?P<rest>\S.*)$",
    _I,
)
_CONTEXT = re.compile(
    r"\s(?P<word>for|in|with|without|within|under|during|at|by|from|on|according to)\s(?P<rest>[^?]*?)\W*$",
    _I,
)
_OTHERS = re.compile(r"^(?:the )?(?P<what>(?:other|remaining|rest|others|second|third|next|last|first)\b.*)$", _I)
_OWN = re.compile(r"^(?:its|their|this|that|these|those)\s+(?P<what>\S.*)$", _I)
_VERB_FIRST = re.compile(rf"^(?:{_ASKING}|{_AUX}|define|explain|describe|list|name|compare|tell|give|show)\b", _I)
_AUXILIARY = re.compile(rf"^{_AUX}\b", _I)
_INTERROGATIVE = re.compile(
    rf"^(?:how (?:often|many|much|likely|well|long|far|large|big)\b(?:\s+\w+)?|why|how|when|where)\s+(?={_AUX}\b)", _I
)
_PRONOUN = re.compile(
    r"\b(?:(?P<own>its|their)|(?P<self>it|they|them)|(?P<this>this|that|these|those)(?=\s*[?.!,]*$"
    rf"|\s+(?:{_AUX}|(?:mean|happen|work|differ|relate|arise|occur|matter|help|prevent|lead|cause|fail|require)s?"
    r"|called|true|so|different|possible|dangerous|important|likely|related)\b))(?![\w'’-])",
    _I,
)
# "Is it possible that ..." refers to nothing that was named before.
_EXPLETIVE = re.compile(
    r"\b(?:is|was|be|seems?|would|could|does|makes?) it (?:\w+ )?(?:possible|impossible|true|likely|unlikely|known|clear"
    r"|plausible|feasible|necessary|sense|matter|mean to|take to|make sense|easy|hard|difficult)\b"
    r"(?=.{0,400}\b(?:that|to|for|whether|if)\b)",
    _I,
)
_RELATION = re.compile(
    r"^(?:(?:the|a|an|some|any|all)\s+)?(?:\w+[\s-]+){0,3}?(?:conditions?|kinds?|types?|forms?|examples?|causes?|reasons?|risks?|problems?"
    r"|concept|idea|notion|definition|meaning|role|effects?|consequences?|advantages?|disadvantages?|limits?|limitations?|dangers?|signs?"
    r"|history|origins?|criticisms?|critiques?|evidence)\s+(?:of|for|behind|with|against)\s+(?P<what>\S.*)$",
    _I,
)
_SUBJECT_OF_QUESTION = re.compile(
    r"^\W*(?:what|which)\s+(?:is|are|was|were)\s+(?P<what>.+?)\W*$"
    r"|^\W*(?:why|how|when|where)\s+(?:is|are|was|were)\s+(?P<that>.+?)\s+\w+\W*$",
    _I,
)
_ARTICLE = re.compile(r"^(?:a|an|the)\s+", _I)
_FRAGMENT_WORDS = 8  # a longer text without a verb in front is a query of its own


@dataclass(frozen=True, slots=True)
class _Previous:
    """The previous question: its text without the question mark, and its subject, empty if that is not clear."""

    text: str
    subject: str


def resolve(previous: str | None, text: str) -> str:
    """Returns the whole question that `text` asks after `previous`; `text` itself if it stands alone or comes first."""
    text = " ".join(text.split())
    if not previous or not content_words(previous) or not text:
        return text
    parsed = _Previous(" ".join(previous.split()).rstrip(" ?!."), _subject(previous))
    return _fragment(parsed, text) or _pronoun(parsed, text) or text


def _fragment(previous: _Previous, text: str) -> str:
    """Makes a whole question of a fragment; empty if the text is no fragment."""
    opened = bool(_OPENING.match(text) or _ABOUT.match(text))
    core = _OPENING.sub("", _ABOUT.sub("", text)).strip(" ?.!,")
    topic = previous.subject or previous.text
    if bare := _BARE.match(core):
        return _bare(previous, bare["word"].split()[0] if bare["word"].lower().startswith("why") else bare["word"])
    if _MORE.match(core):
        return f"What else is said about {topic}?" if previous.subject else f"{previous.text}, in more detail?"
    if _EXAMPLE.match(core):
        return f"What are examples of {topic}?"
    if len(core.split()) > _FRAGMENT_WORDS:
        return ""
    if (place := _PREPOSITION.match(core)) and content_words(place["rest"]):
        return _in_context(previous, place["word"], place["rest"])
    if not opened or (_VERB_FIRST.match(core) and not _ABOUT.match(text)):
        return ""
    if own := _OWN.match(core) or _OTHERS.match(core):
        what = own["what"]
        return f"What {'are' if _plural(what) else 'is'} the {what} of {topic}?"
    if not content_words(core) or _PRONOUN.search(core):
        return ""
    return _about_another(previous, core)


def _bare(previous: _Previous, word: str) -> str:
    """Completes a bare word: "Why?" after "Does it transfer?" is "Why does it transfer?"; after "What is X?", "Why X?"."""
    stripped = _INTERROGATIVE.sub("", previous.text)
    if _AUXILIARY.match(stripped):
        return f"{word.capitalize()} {stripped[0].lower()}{stripped[1:]}?"
    return f"{word.capitalize()} {previous.subject or f'({previous.text})'}?"


def _in_context(previous: _Previous, word: str, rest: str) -> str:
    """Puts the previous question into another context: a phrase with the same preposition at its end is replaced."""
    text = previous.text
    last = _CONTEXT.search(text)
    if last and last["word"].lower() == word.lower() and content_words(text[: last.start()]):
        text = text[: last.start()]
    return f"{text} {word.lower()} {rest}?"


def _about_another(previous: _Previous, other: str) -> str:
    """Asks the previous question about `other` instead of its subject; if the subject is not clear, puts both side by side."""
    at = previous.text.casefold().find(previous.subject.casefold()) if previous.subject else -1
    if at < 0:
        return f"What about {other}? ({previous.text})"
    head = previous.text[:at]
    if _plural(other):
        head = re.sub(r"\bis\s+$", "are ", head, flags=re.IGNORECASE)
    elif (article := _ARTICLE.match(previous.subject)) and not _ARTICLE.match(other) and article[0].lower() != "the ":
        other = f"{'an' if other[0].lower() in 'aeiou' else 'a'} {other}"
    return f"{head}{other}{previous.text[at + len(previous.subject) :]}?"


def _pronoun(previous: _Previous, text: str) -> str:
    """Replaces the first pronoun by the subject of the previous question; empty if the text does not depend on it."""
    bare = _ABOUT.sub("What about ", text) if _ABOUT.match(text) else _OPENING.sub("", text)
    found = _PRONOUN.search(bare)
    if found is None or _EXPLETIVE.search(bare):
        return ""
    inside = content_words(bare[: found.start()])
    is_object = not bare[found.end() :].strip(" ?.!,") and not found["own"]
    if len(inside) >= 2 and not is_object:
        return ""  # its own sentence has something that the pronoun can refer to
    if not previous.subject:
        return f"{bare.rstrip(' ?.!')}? ({previous.text})"
    instead = _possessive(previous.subject) if found["own"] else previous.subject
    if found.start() == 0:
        instead = instead[0].upper() + instead[1:]
    whole = bare[: found.start()] + instead + bare[found.end() :]
    return f"{whole[0].upper()}{whole[1:].rstrip(' ?.!')}?"


def _subject(question: str) -> str:
    """Returns the subject of a question in its own words; empty if it is not clear."""
    form = read_form(question)
    if isinstance(asked := read_catalogue_question(question), FactAsked):
        return asked.work
    if form.kind is Kind.COMPARISON:
        plain = len(form.subjects) == 2 and not any(_VERB_FIRST.match(side) for side in form.subjects)
        return " and ".join(form.subjects) if plain else ""
    if form.subjects:
        found = form.subjects[0]
    else:
        tail = _SUBJECT_OF_QUESTION.match(question.strip())
        found = (tail["what"] or tail["that"]) if tail else ""
    if relation := _RELATION.match(found):
        found = relation["what"]
    found = re.sub(r"\s+about$", "", found).strip(" ?.!,\"“”'")
    if not 1 <= len(content_words(found)) <= 6:
        return ""
    with_article = re.search(rf"\b(?:an?|the)\s+{re.escape(found)}", question, re.IGNORECASE)
    return with_article[0] if with_article else found


def _possessive(name: str) -> str:
    return f"{name}’" if name.endswith("s") else f"{name}’s"


def _plural(what: str) -> bool:
    head = re.split(r"\s+(?:of|in|for|with|to|that|which)\s+", what)[0].split()[-1].lower()
    return (head.endswith("s") and not head.endswith(("ss", "is", "us"))) or head in {"criteria", "rest", "people"}
