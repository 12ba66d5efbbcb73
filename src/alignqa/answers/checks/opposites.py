"""Compares words of direction and degree: more and less, before and after, easy and hard."""

from __future__ import annotations

import re

from alignqa.retrieval.terms import STOP_WORDS

_DATA = """
increase increases increased increasing increasingly rise rises rose rising grow grows grew growing growth raise raises raised
  raising more higher larger greater bigger strengthen strengthens strengthened boost boosts boosted enhance enhances enhanced
  amplify amplifies amplified expand expands expanded gain gains gained widen widens accelerate accelerates accelerated up |
  decrease decreases decreased decreasing fall falls fell falling reduce reduces reduced reducing reduction less lower lowers
  lowered fewer smaller drop drops dropped dropping weaken weakens weakened shrink shrinks shrank diminish diminishes
  diminished decline declines declined lessen lessens erode erodes eroded narrow narrows slows slowed undermine undermines
  undermined down
easy easier easily easiest simple simpler trivial | hard harder hardest difficult difficulty complex complicated challenging
  tricky
better best improve improves improved improving benefit benefits beneficial | worse worst worsen worsens worsened degrade
  degrades degraded worsening harm harms harmful hurt hurts damage damages
before prior previously earlier early beforehand precede precedes sooner | after afterwards subsequently later late eventually
first beginning start starts starting begin begins began | last final end ends ending finally stop stops stopped cease ceases
  halt halts
likely likelier probable probably plausible | unlikely improbable implausible
possible feasible able capable | impossible infeasible unable incapable
many most majority mostly often frequently frequent usually commonly common widespread typically generally | few minority rarely
  seldom rare rarer hardly scarcely uncommon infrequently infrequent
always every all everyone everybody everything | never none nobody nothing
fast faster quick quickly quicker rapid rapidly fastest swift | slow slower slowly gradual gradually slowest
strong stronger strongly strongest robust | weak weaker weakly weakest fragile brittle
large big huge vast great high long largest highest longest wide broad | small tiny low short smallest lowest shortest brief
  slight minor little
include includes included including | exclude excludes excluded excluding
accept accepts accepted endorse endorses endorsed support supports supported favor favors favour favours welcome welcomes
  agree agrees agreed | reject rejects rejected oppose opposes opposed dismiss dismisses dismissed criticise criticises
  criticize criticizes against refuse refuses refused disagree disagrees
succeed succeeds succeeded success successful successfully | fail fails failed failure failing unsuccessful
aligned | misaligned
safe safer safely | unsafe dangerous risky
with | without
above exceed exceeds exceeded beyond outperform outperforms outperformed surpass surpasses surpassed | below underneath
  underperform
same similar similarly identical alike | different differ differs differently differed unlike
allow allows allowed enable enables enabled permit permits permitted | prevent prevents prevented forbid forbids forbidden
  prohibit prohibits block blocks blocked ban bans banned
necessary required requires require must | unnecessary optional needless
sufficient enough adequate suffices suffice | insufficient inadequate
internal internally inner inside inward | external externally outer outside outward
public open openly transparent | private closed secret secretly opaque
known familiar visible | unknown hidden invisible unfamiliar
centralized centralised | decentralized decentralised
agree consensus united | disputed contested divided
active actively | passive passively
optimistic hopeful confident | pessimistic doubtful skeptical sceptical
rational | irrational
intentional intentionally deliberate deliberately | accidental accidentally unintentional unintentionally
direct directly | indirect indirectly
supervised | unsupervised
explicit explicitly | implicit implicitly
positive positively | negative negatively
true | false
correct correctly | wrong incorrect incorrectly
keep keeps kept retain retains preserve preserves remain remains | remove removes removed abandon abandons abandoned lose
  loses lost
useful helpful valuable | useless unhelpful worthless
trust trusts | distrust distrusts
voluntary optional | mandatory compulsory
general | specialized specialised specific
theoretical theory | empirical empirically
upper | lower
optimal | suboptimal
stable | unstable
certain | uncertain
complete completely fully full entirely whole | partial partially partly incomplete
temporary | permanent
cheap cheaper | expensive costly costlier
local | global
old older | new newer
near nearer close closer | far farther distant
win wins won | lose loses lost
reveal reveals revealed expose exposes exposed | hide hides hid conceal conceals concealed mask masks
soft softer softest | hard harder hardest
warm warmer hot hotter | cold colder cool cooler
dry drier dried | wet wetter damp damper moist
full fuller | empty emptier
rich richer | poor poorer
thick thicker | thin thinner
deep deeper | shallow shallower
sharp sharper | blunt blunter dull duller
clean cleaner | dirty dirtier noisy noisier
young younger | old older
alive living | dead
dense denser | sparse sparser
static | dynamic
cooperative | competitive
linear | nonlinear
discrete | continuous
ascending | descending
light lighter | heavy heavier dark darker
present | absent
major | minor
ready | unready
aware | unaware
honest honestly | dishonest dishonestly deceptive
"""


def _forms(words: str) -> frozenset[str]:
    """Returns words with the forms in "-ing" of the verbs among them, which stand there with their "-s"."""
    found = frozenset(words.split())
    bases = {word[:-1] for word in found if word.endswith("s") and word[:-1] in found}
    return found | {f"{base.removesuffix('e')}ing" for base in bases}


_PAIRS = tuple(
    (_forms(one), _forms(other)) for line in _DATA.replace("\n  ", " ").strip().split("\n") for one, other in [line.split(" | ")]
)
OPPOSED = frozenset(word for pair in _PAIRS for side in pair for word in side)
"""All words that have an opposite."""
_WORD = re.compile(r"[a-z]+")
_LEAST_DENIED = 4  # letters
_DENYING = re.compile(r"un|in|im|ir|il|non-?|dis|mis|de")
# "uncover" and "discount" do not deny "cover" and "count".
_WHOLE_WORDS = "cover count close pose press form side deed tend tent port part charge course solve tract mediate prove sign fine"
_NOT_DENIED = frozenset(_WHOLE_WORDS.split())
_REVERSED = re.compile(
    r"\b(?:not|no|never|cannot|hardly|\w+n['’]t|fail(?:s|ed)? to|without)\s+(?P<first>\w+)(?:\s+(?P<second>\w+))?"
)
_IDLE = re.compile(r"\b(?:as well as|at least|at most|at best|more or less|no longer|so long as|as long as|in general|at all)\b")


def opposite_pairs(statement: str, sentence: str) -> list[tuple[str, str]]:
    """Returns the words of a statement whose opposites a sentence has instead, each with the opposite.

    A word after a "not" counts as its opposite. If either text has both sides of an opposition, nothing can be told.
    """
    # A word that both have says nothing, unless one of them denies it.
    shared = _asserted(statement) & _asserted(sentence)
    mine, theirs = _poles(statement, shared), _poles(sentence, shared)
    found = []
    for number in mine.keys() & theirs.keys():
        (one, other), (their_one, their_other) = mine[number], theirs[number]
        if one and not other and their_other and not their_one:
            found.append((min(one), min(their_other)))
        elif other and not one and their_one and not their_other:
            found.append((min(other), min(their_one)))
    return found


def are_opposite(one: str, other: str) -> bool:
    """Checks whether two words in lower case are the two sides of an opposition, or one denies the other by its beginning."""
    short, long = sorted((one, other), key=len)
    if (
        len(short) >= _LEAST_DENIED
        and _DENYING.fullmatch(long.removesuffix(short))
        and short not in _NOT_DENIED
        and long != short
    ):
        return True
    return any((one in left and other in right) or (one in right and other in left) for left, right in _PAIRS)


def exchanged(statement: str, sentence: str) -> tuple[str, str] | None:
    """Returns two opposite words that both texts have, in the reverse order, their other words in the same one; else None."""
    mine, theirs = (_WORD.findall(text.casefold()) for text in (statement, sentence))
    both = set(mine) & set(theirs) - OPPOSED - STOP_WORDS
    orders = [list(dict.fromkeys(word for word in text if word in both)) for text in (mine, theirs)]
    if orders[0] != orders[1]:
        return None
    for one, other in _PAIRS:
        first, second = ([word for word in text if word in one | other] for text in (mine, theirs))
        sides = [[word in one for word in found] for found in (first, second)]
        if len(first) == len(second) == 2 and sides[0] == sides[1][::-1] and sides[0][0] != sides[0][1]:
            return first[0], second[0]
    return None


def _asserted(text: str) -> set[str]:
    plain = text.casefold()
    return set(_WORD.findall(plain)) - {word for match in _REVERSED.finditer(plain) for word in match.groups()}


def _poles(text: str, shared: set[str]) -> dict[int, tuple[set[str], set[str]]]:
    """Returns the words of each opposition that a text has beside the shared ones, on its two sides."""
    plain = _IDLE.sub(" ", text.casefold())
    denied = {word for match in _REVERSED.finditer(plain) for word in match.groups() if word}
    found = set(_WORD.findall(plain)) - shared
    sides: dict[int, tuple[set[str], set[str]]] = {}
    for number, (one, other) in enumerate(_PAIRS):
        left, right = found & one, found & other
        if left or right:
            turned_left, turned_right = left & denied, right & denied
            sides[number] = ((left - denied) | turned_right, (right - denied) | turned_left)
    return sides
