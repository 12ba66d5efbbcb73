"""Writing with a generator: what is proven is shown, what is not is dropped, and one round of mending is given."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from alignqa.adapters.scripted.generator import ScriptedGenerator
from alignqa.answers.answer import ClaimVerdict
from alignqa.answers.interfaces import Prompt
from alignqa.answers.writing.prompts import VARIABLES, read_prompts
from alignqa.answers.writing.replies import GeneratedClaim, ReplyParser
from alignqa.errors import ProviderError, SettingsError, UsageError
from generation_samples import task, writer
from places import REPOSITORY

EMPTY = '{"claims": []}'


def reply(*claims: tuple[str, list[int]]) -> str:
    return json.dumps({"claims": [{"text": text, "sentences": numbers} for text, numbers in claims]})


def test_a_claim_stands_on_the_slices_that_its_numbers_name() -> None:
    generator = ScriptedGenerator([reply(("A sheepdog policy gathers a flock by itself.", [1]))])
    written = writer(generator).write(task())
    (claim,) = written.claims
    assert claim.text == "A sheepdog policy gathers a flock by itself."
    assert [quote.exact for quote in claim.quotes] == [
        "A sheepdog policy is a learned controller that gathers a flock on its own initiative."
    ]
    assert len(generator.asked) == 1
    assert written.usage.calls == 1
    assert [name for name, _ in written.prompts] == ["write/system", "write/user"]


def test_neighbours_make_one_quote_and_others_two() -> None:
    text = "Goats follow the feeder; training on three pastures might help."
    written = writer(ScriptedGenerator([reply((text, [6, 5, 8]))])).write(task())
    assert [(quote.exact[:5], quote.exact[-10:]) for quote in written.claims[0].quotes] == [
        ("Goats", "confusion."),
        ("Ada S", "ith bells."),
    ]


def test_the_generator_reads_numbered_sentences_between_marks_it_cannot_guess() -> None:
    generator = ScriptedGenerator([EMPTY, EMPTY])
    for _ in range(2):
        writer(generator).write(task())
    one, other = (prompt.user for prompt in generator.asked)
    assert "[3] The sheepdog policy lost 14% of the flock in fog and 2% in sunshine." in one
    assert "Paper: Goats and Their Goals | Ada Stone | 2022 | section: -" in one
    fence = one.split("<<< ")[1].split("\n")[0]
    assert f"\n{fence} >>>" in one
    assert fence not in other
    assert fence in generator.asked[0].system


@pytest.mark.parametrize(
    ("text", "numbers", "why"),
    [
        ("The policy lost 41% of the flock in fog.", [3], "the number 41"),
        ("The policy lost nineteen sheep of the flock.", [3], "the number 19"),
        ("Bostrom measured the confusion with bells.", [5], "shares too few"),
        ("The confusion of goats was measured by Nick Bostrom.", [8], "the name Bostrom"),
        ("The policy did follow the shepherd after the second winter.", [4], "deny what it says of “follow”"),
        ("Bells prevent straying.", [11], "deny what it says of “prevent”"),
        ("Goats do not follow the feeder.", [5], "denies what its quotes say"),
        ("Goats follow the feeder, see http://goats.example/x.", [5], "link"),
        ("Goats follow the feeder.", [5, 99], "there is no sentence 99"),
        ("Goats follow the feeder.", [0], "there is no sentence 0"),
        ("Goats follow the feeder.", [], "names no sentence"),
        ("", [5], "it says nothing"),
        ("Die Ziegen laufen dem Futter hinterher.", [5], "shares too few words"),
        ("Quantum chromodynamics explains confinement.", [1, 2], "shares too few words"),
    ],
)
def test_what_its_quotes_do_not_carry_is_dropped_with_the_reason(text: str, numbers: list[int], why: str) -> None:
    written = writer(ScriptedGenerator([reply((text, numbers)), EMPTY])).write(task())
    assert written.claims == ()
    assert why in written.dropped[0].why


@pytest.mark.parametrize(
    ("text", "numbers", "excess"),
    [
        ("A sheepdog policy comes to want the gathering.", [2], "“may”"),
        ("Training on three pastures reduces the confusion.", [6], "“might”"),
        ("Bells teach goats to stray silently.", [12], "“suspect”"),
        ("All goats follow the feeder because it was present in training.", [5], "“all”"),
    ],
)
def test_what_goes_further_than_its_quotes_is_marked(text: str, numbers: list[int], excess: str) -> None:
    written = writer(ScriptedGenerator([reply((text, numbers)), EMPTY])).write(task())
    assert [claim.verdict for claim in written.claims] == [ClaimVerdict.OVERCLAIMED]
    assert excess in written.claims[0].excess


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("A sheepdog policy may come to want gathering instead of the flock.", [2]),
        ("In fog the policy lost 14 percent of the flock.", [3]),
        ("According to Stone (2022), the confusion was measured with bells.", [8]),
        ("Bells do not prevent straying, Moor writes.", [11]),
        ("Bells audit a herd but do not remedy anything.", [9]),
        ("Goats follow the feeder, since it was present throughout training.", [5]),
        ("An audited herd is calmer.", [9, 10]),
    ],
)
def test_careful_paraphrases_pass(text: str, numbers: list[int]) -> None:
    written = writer(ScriptedGenerator([reply((text, numbers)), EMPTY])).write(task())
    assert [(claim.text, claim.verdict) for claim in written.claims] == [(text, ClaimVerdict.SUPPORTED)], written.dropped


@pytest.mark.parametrize(
    ("text", "numbers", "unsettled"),
    [
        ("Goats follow whoever brings the feeder.", [5], "goats follow"),
        ("The feeder follows goats throughout training.", [5], "the feeder follows goats throughout training"),
        ("A herd that was audited with bells is calmer.", [9, 10], "was audited with bells"),
    ],
)
def test_what_its_quotes_do_not_plainly_say_is_marked_as_not_established(text: str, numbers: list[int], unsettled: str) -> None:
    generator = ScriptedGenerator([reply((text, numbers)), EMPTY])
    (claim,) = writer(generator).write(task()).claims
    assert claim.verdict is ClaimVerdict.SAME_SUBJECT
    assert unsettled in claim.doubt
    assert f"do not plainly say “{claim.unsettled}”" in generator.asked[1].user


def test_one_round_of_mending_is_told_the_reasons() -> None:
    generator = ScriptedGenerator(
        [
            reply(("Bells prevent straying.", [11]), ("Goats follow the feeder.", [5])),
            reply(("Bells do not prevent straying.", [11]), ("Goats follow the feeder.", [5])),
        ]
    )
    written = writer(generator).write(task())
    assert [claim.text for claim in written.claims] == ["Goats follow the feeder.", "Bells do not prevent straying."]
    assert "“Bells prevent straying.”: its quotes deny" in generator.asked[1].user
    assert written.usage.calls == 2
    assert [name for name, _ in written.prompts] == ["write/system", "write/user", "repair/user"]


def test_a_claim_that_was_said_more_carefully_is_not_said_twice() -> None:
    careful = "A sheepdog policy may come to want the gathering."
    bold = "A sheepdog policy comes to want the gathering."
    written = writer(ScriptedGenerator([reply((bold, [2])), reply((careful, [2]))])).write(task())
    assert [claim.text for claim in written.claims] == [careful]
    assert [item.text for item in written.dropped] == [bold]


def test_claims_are_shown_as_soon_as_they_are_proven_and_no_sooner() -> None:
    whole = reply(("Goats follow the feeder.", [5]), ("Bells prevent straying.", [11]), ("Bells do not prevent straying.", [11]))
    read: list[int] = []
    shown: list[tuple[str, int]] = []

    class Watched(ScriptedGenerator):
        def generate(self, prompt: Prompt, *, schema: object = None):  # type: ignore[no-untyped-def] # as its base
            for piece in super().generate(prompt):
                read.append(len(piece.text))
                yield piece

    written = writer(Watched([whole, EMPTY])).write(task(), show=lambda claim: shown.append((claim.text, sum(read))))
    assert [text for text, _ in shown] == [claim.text for claim in written.claims]
    assert len(whole) // 3 < shown[0][1] < len(whole) - 60
    assert "prevent straying" not in shown[0][0]


def test_models_that_quote_text_are_accepted_and_their_strings_located() -> None:
    claims = [
        {"text": "Goats follow the feeder.", "quotes": ["goats  follow the FEEDER because the feeder was present"]},
        {"text": "Goats follow the feeder in winter.", "quotes": ["goats follow the feeder in winter"]},
    ]
    written = writer(ScriptedGenerator([json.dumps({"claims": claims}), EMPTY])).write(task())
    assert [quote.exact for quote in written.claims[0].quotes] == [
        "Goats follow the feeder because the feeder was present throughout their training."
    ]
    assert [item.why for item in written.dropped] == ["this is not in the passages: 'goats follow the feeder in winter'"]


@pytest.mark.parametrize(
    "text", ["", "I do not know.", "[]", "{", '{"claims": 3}', '{"claims": [3, null, {"text": 4}]}', "{" * 9_000]
)
def test_what_is_no_reply_gets_one_more_round_and_then_nothing(text: str) -> None:
    generator = ScriptedGenerator([text, text, reply(("Goats follow the feeder.", [5]))])
    assert writer(generator).write(task()).claims == ()
    assert len(generator.asked) == 2


def test_a_reply_without_end_is_cut() -> None:
    endless = '{"claims": [' + ", ".join(['{"text": "Goats follow the feeder.", "sentences": [5]}'] * 100_000)
    generator = ScriptedGenerator([endless, endless], piece=1_000)
    assert [claim.text for claim in writer(generator).write(task()).claims] == ["Goats follow the feeder."]


def test_a_reply_is_read_inside_prose_and_code_fences() -> None:
    reader = ReplyParser()
    text = (
        'Here {you} are:\n```json\n{ "claims": [{"text": "A.", "sentences": [1]}, {"text": "B.", "sentences": [2, true]}]}\n```\n'
    )
    given = [claim for at in range(0, len(text), 5) for claim in reader.feed(text[at : at + 5])]
    rest, whole = reader.end()
    assert [*given, *rest] == [GeneratedClaim("A.", (1,)), GeneratedClaim("B.", (2,))]
    assert whole


def test_the_prompt_fits_into_a_small_window_and_unseen_sentences_cannot_be_cited() -> None:
    generator = ScriptedGenerator([reply(("Bells do not prevent straying.", [11])), EMPTY], context_window=1_900)
    written = writer(generator).write(task())
    prompt = generator.asked[0]
    assert len(prompt.system) + len(prompt.user) <= 1_900 * 3
    if "[11]" not in prompt.user:
        assert [item.why for item in written.dropped] == ["there is no sentence 11"]
    with pytest.raises(UsageError, match="too few"):
        writer(ScriptedGenerator([], context_window=1_000)).write(task())


def test_an_error_of_the_provider_is_not_swallowed() -> None:
    with pytest.raises(ProviderError):
        writer(ScriptedGenerator([ProviderError("It is down.")])).write(task())


def test_prompts_of_the_home_come_before_the_bundled_ones_and_are_checked(tmp_path: Path) -> None:
    bundled = read_prompts()
    (tmp_path / "prompts/write").mkdir(parents=True)
    own = tmp_path / "prompts/write/user.md"
    own.write_text("$fence $passages $question and a price of $$5")
    assert read_prompts(tmp_path).fill("write/user", fence="f", passages="$x", question="q") == "f $x q and a price of $5"
    assert read_prompts(tmp_path).hashes("write/user") != bundled.hashes("write/user")
    assert read_prompts(tmp_path).hashes("write/system") == bundled.hashes("write/system")
    own.write_text("$fence $pasages $question")
    (tmp_path / "prompts/write/system.md").write_text("costs $ 5")
    with pytest.raises(SettingsError) as caught:
        read_prompts(tmp_path)
    for part in ("lacks $passages", "uses the unknown $pasages", "does not begin a variable"):
        assert part in caught.value.message


def test_every_bundled_prompt_is_declared_and_forbids_outside_knowledge() -> None:
    folder = REPOSITORY / "prompts"
    assert {path.relative_to(folder).with_suffix("").as_posix() for path in folder.rglob("*.md")} == set(VARIABLES)
    prompts = dict(read_prompts().texts)
    for name in ("write/system", "research/system"):
        assert "Knowledge from elsewhere is forbidden" in prompts[name]
        assert "take no side" in prompts[name]
