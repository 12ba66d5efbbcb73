"""The roles of a paper's sections, known by their names and by their place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

from alignqa.answers.choosing import cues
from alignqa.papers import section_names as names
from alignqa.papers.document import Manuscript, Section, Span


class SectionRole(StrEnum):
    """The roles of sections; BODY is that of a section whose name gives none away."""

    ABSTRACT = "abstract"
    INTRODUCTION = "introduction"
    CONTRIBUTIONS = "contributions"
    BACKGROUND = "background"
    METHOD = "method"
    RESULTS = "results"
    DISCUSSION = "discussion"
    LIMITATIONS = "limitations"
    QUESTIONS = "open questions"
    CONCLUSION = "conclusion"
    EXAMPLE = "example"
    GLOSSARY = "glossary"
    BODY = "body"
    APPENDIX = "appendix"
    APPARATUS = "apparatus"


def _named(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(alternatives), re.IGNORECASE)


# The first that matches a title counts: "Discussion and limitations" has limitations, "Related work" no method.
_NAMED = (
    (
        SectionRole.APPARATUS,
        _named(
            rf"^(?:{names.CONTENTS}|{names.NOTES}|{names.CLOSING_STATEMENTS}|{names.FURTHER_READING}|{names.SITE_LINKS})\b",
            r"^(?:checklist|version control|how to read|reading time|reuse|licen[cs]e|about (?:us|the authors?)|changelog"
            r"|funding|reproducibility)\b",
        ),
    ),
    (
        SectionRole.APPENDIX,
        _named(
            rf"^(?:{names.APPENDIX}|{names.SUPPLEMENT})\b",
            r"\bfurther details\b|^faq"
            r"|frequently asked",
        ),
    ),
    (
        SectionRole.ABSTRACT,
        _named(rf"^(?:{names.ABSTRACT}|executive summary|tl;?dr|key (?:takeaways|points|claims)|overview)\b(?! of)"),
    ),
    (
        SectionRole.BACKGROUND,
        _named(r"\brelated (?:works?|literature|research)\b|\b(?:prior|previous) (?:work|research)\b|^background"),
    ),
    (SectionRole.LIMITATIONS, _named(r"\blimitations?\b|\bcaveats?\b|\bweaknesses\b|\bshortcomings\b|\bepistemic status\b")),
    (SectionRole.QUESTIONS, _named(r"\bopen (?:questions?|problems?)\b|\bfuture (?:work|research|directions?)\b")),
    (
        SectionRole.CONCLUSION,
        _named(
            rf"^{names.CONCLUSION}$|\bconclusions?\b|\bconcluding\b",
            r"^(?:closing|final|parting) (?:thoughts|words|remarks)\b|^(?:in )?(?:summary|closing)$|^wrapping up\b"
            r"|^takeaways\b",
        ),
    ),
    (SectionRole.CONTRIBUTIONS, _named(r"\bcontributions?\b")),
    (SectionRole.INTRODUCTION, _named(r"^introduction\b|^motivation\b|^preface\b")),
    (SectionRole.EXAMPLE, _named(r"\bexamples?\b|\bcase stud(?:y|ies)\b|\bthought experiments?\b|\banecdotes?\b")),
    (SectionRole.GLOSSARY, _named(r"\bglossary\b|^definitions?$|^(?:key )?terms$|^terminology$")),
    (
        SectionRole.RESULTS,
        _named(
            r"\bresults?\b|\bfindings\b|\bevaluations? of\b"
            r"|(?:\bexperiments?|^experimental)\b(?! (?:set-?up|design|details|procedure))"
            r"|^(?:experimental |empirical )?evaluation$|^empirical (?:analysis|study)$|^ablations?\b|\bablation stud(?:y|ies)$"
        ),
    ),
    (SectionRole.DISCUSSION, _named(r"\bdiscussions?\b|\bimplications?\b")),
    (
        SectionRole.METHOD,
        _named(
            r"\bmethods?\b|\bmethodology\b|\bset-?up\b|^data(?:sets?)?$|^(?:our |the )?(?:proposed )?(?:approach"
            r"|framework|algorithm)$"
            r"|^(?:data(?:set)?|benchmark|corpus) (?:creation|construction|collection)$|^implementation(?: details)?$"
            r"|\bprocedure\b|\bexperimental design\b"
            r"|\btraining details\b"
        ),
    ),
)
_PROMPTS = _named(r"\bprompts?$|\btranscripts?\b|\bexamples? (?:inputs?|outputs?)\b|^prompt for\b")
_LETTERED = re.compile(r"^[A-Z](?:\.\d+)*\.?$")
_REFERENCES = re.compile(rf"^(?:{names.REFERENCE_LIST})\b", re.IGNORECASE)
_CHAPTER = re.compile(r"^(?:section|chapter|part) \w{1,4}\b", re.IGNORECASE)
_SHORTEST_ABSTRACT = 300  # characters before the first section; a title and a byline are no abstract
_OPENING, _CLOSING = 0.2, 0.9  # of a text without sections
EXPECTED_OF_STUDIES = (
    SectionRole.ABSTRACT,
    SectionRole.INTRODUCTION,
    SectionRole.METHOD,
    SectionRole.RESULTS,
    SectionRole.LIMITATIONS,
    SectionRole.CONCLUSION,
)
EXPECTED_OF_ESSAYS = (SectionRole.ABSTRACT, SectionRole.LIMITATIONS, SectionRole.CONCLUSION)


class SectionRoles:
    """The role of every section of a manuscript: that of its own name, else of the section around it, else by place.

    What stands before the first section is the abstract if an introduction follows, and else an introduction,
    unless it is most of the text.
    """

    def __init__(self, manuscript: Manuscript) -> None:
        self._manuscript = manuscript
        self._roles: dict[Span, SectionRole] = {}
        after_references = False
        for section in manuscript.sections:
            title = section.title.strip()
            if after_references or _LETTERED.match(section.number) or self._around(section) is SectionRole.APPENDIX:
                role: SectionRole | None = SectionRole.APPENDIX
            else:
                role = _by_name(title) or self._around(section)
            after_references = after_references or bool(_REFERENCES.match(title))
            self._roles[section.span] = role or (SectionRole.INTRODUCTION if self._is_whole(section) else SectionRole.BODY)
        first = next(iter(manuscript.sections), None)
        self._begins_early = first is not None and first.span.start < len(manuscript.text) / 2
        self._before = self._opening()

    def at(self, position: int) -> SectionRole:
        """Returns the role of the deepest section that contains a position."""
        section = self._manuscript.section_at(position)
        if section is not None:
            return self._roles[section.span]
        return self._before if self._begins_early else self._by_place(position)

    def missing(self, expected: Sequence[SectionRole]) -> list[SectionRole]:
        """Returns which of the expected roles no section has."""
        there = set(self._roles.values()) | {self._before}
        return [role for role in expected if role not in there]

    def content(self, level: int) -> list[Section]:
        """Returns the sections of a level that make up the work, without reference list, appendices and the like."""
        out = {SectionRole.APPARATUS, SectionRole.APPENDIX}
        return [one for one in self._manuscript.sections if one.level == level and self._roles[one.span] not in out]

    def dividing_level(self) -> int:
        """Returns the outermost level with more than one section, since a title over the whole paper divides nothing."""
        levels = sorted({section.level for section in self._manuscript.sections})
        return next((level for level in levels if len(self.content(level)) > 1), levels[0] if levels else 1)

    def _by_place(self, position: int) -> SectionRole:
        """Returns the role of a place in a text without sections: the first fifth introduces it, and the last tenth concludes."""
        place = position / (len(self._manuscript.text) or 1)
        if _OPENING <= place < _CLOSING:
            return SectionRole.BODY
        return SectionRole.INTRODUCTION if place < _OPENING else SectionRole.CONCLUSION

    def _is_whole(self, section: Section) -> bool:
        """Checks whether a section with parts is all of the paper, so that its own text introduces these."""
        others = [one for one in self._manuscript.sections if one is not section]
        return bool(others) and all(section.span.covers(one.span) for one in others)

    def _around(self, section: Section) -> SectionRole | None:
        """Returns the role of the innermost section around another, if its name tells one that parts share."""
        around = [
            role for span, role in self._roles.items() if span.start <= section.span.start < span.end and span != section.span
        ]
        shared = around and around[-1] not in {SectionRole.ABSTRACT, SectionRole.INTRODUCTION, SectionRole.BODY}
        return around[-1] if shared else None

    def _opening(self) -> SectionRole:
        first = next(iter(self._manuscript.sections), None)
        named = set(self._roles.values())
        long = first is not None and first.span.start > _SHORTEST_ABSTRACT
        follows = first is not None and long and self._roles[first.span] is SectionRole.INTRODUCTION
        return SectionRole.ABSTRACT if follows and SectionRole.ABSTRACT not in named else SectionRole.INTRODUCTION


def _by_name(title: str) -> SectionRole | None:
    if cues.in_apparatus(title):
        return SectionRole.APPARATUS
    if _PROMPTS.search(title):
        return SectionRole.APPENDIX
    plain = _CHAPTER.sub("", title).strip(" :.–—-")
    return next((role for role, pattern in _NAMED if pattern.search(plain)), None)
