"""Compares what a statement and its evidence deny."""

from __future__ import annotations

import re

from alignqa.answers.checks.negation import denials, reversal

# Words that deny, reverse or restrict without being a "not".
_NEARLY = re.compile(
    r"\b(?:un(?!der|i|til|cover)\w{4,}|im(?:possible|probable|precise|perfect)\w*"
    r"|in(?:sufficient|capable|correct|consistent|adequate|ability|different|complete|effective|accurate)\w*"
    r"|ir(?:relevant|rational|reversible)\w*|dis(?:agree|trust|regard|miss|believe|prove|like|tinct|count|card|courag)\w*"
    r"|mis(?:s|takes?|taken|lead)\w*|non-?\w+|false\w*|wrong\w*|avoid\w*|prevent\w*|refus\w+|reject\w*|only|few|little|less|zero"
    r"|doubt\w*|den(?:y|ie)\w*|rather|instead|hard|difficult\w*|but|however|although|though|despite|beyond"
    r"|short of|free of|yet|limit\w*"
    r"|unless|without|stop\w*|los[est]\w*|lost|exclud\w*|remov\w*|minus|no longer|anything but|far from)\b",
    re.IGNORECASE,
)


def denies(text: str) -> bool:
    """Checks whether a text has a "not", or a word that reverses or restricts without being one: "hard", "only", "prevents"."""
    return bool(denials(text)) or _NEARLY.search(text) is not None


def denial_differs(statement: str, sentence: str) -> str:
    """Describes how a statement denies what a sentence asserts, or the reverse; empty if it does not."""
    mine, theirs = denials(statement), denials(sentence)
    if mine and not theirs and not _NEARLY.search(sentence):
        return f"the statement has “{min(mine)}” where the paper denies nothing"
    if theirs and not mine and not _NEARLY.search(statement) and reversal(statement, sentence):
        return f"the paper has “{min(theirs)}” where the statement denies nothing"
    return ""
