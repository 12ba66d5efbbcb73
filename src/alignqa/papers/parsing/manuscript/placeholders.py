"""Tells the names, titles and identifiers of a paper from those that a template, a form or a program filled in."""

from __future__ import annotations

import re
from dataclasses import replace

from alignqa.papers.document import Metadata

_WHO = r"authors?(?:\(s\))?"
_ORDINAL = r"(?:[1-9](?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|last|co|main|lead|corresponding|another|other|next)"
_HIDDEN = r"(?:anonym(?:ous|i[sz]ed)|anon\.?|unknown|blinded|redacted|withheld|no|not given)"
_NOBODY = re.compile(
    rf"{_WHO}(?:['’]s?)?(?:[\s#]*(?:one|two|three|four|five|\d{{1,2}}|[a-f]|names?|list|here|information|goes here)\b)*"
    rf"|{_ORDINAL}[\s-]+{_WHO}(?:\s+names?)?"
    rf"|{_HIDDEN}(?:\s+(?:[\w-]+\s+){{0,2}}(?:{_WHO}|submissions?|papers?|users?|contributors?|reviewers?))?(?:\s*\#?\d+)?"
    rf"|(?:{_WHO}|authors['’])\s+(?:names?\s+)?(?:omitted|removed|hidden|withheld|anonymi[sz]ed|suppressed)\b.*"
    rf"|(?:(?:insert|enter|add|type)\s+)?(?:your|my|the|full)\s+(?:(?:full|{_WHO}['’]?s?)\s+)?names?(?:\s+(?:goes\s+)?here)?"
    rf"|names?(?:\s+of\s+(?:the\s+)?{_WHO}|\s+(?:goes\s+)?here|\s+surname)?"
    rf"|(?:{_ORDINAL}\s+)?(?:first|given|fore)[\s-]?names?\d?(?:\s+(?:middle[\s-]?name\s+)?(?:last|sur|family)[\s-]?names?\d?)?"
    r"|(?:last|sur|family)[\s-]?names?\d?,?\s+(?:first|given|fore)[\s-]?names?\d?|first last"
    r"|(?:(?:paper|submission|article|manuscript)\s+)?(?:(?:is\s+)?under\s+(?:\S+\s+)?review\b.*|id\s*[#:]?\s*[\d*]+)"
    r"|[\[<{(]?(?:author|name|your name|insert name)(?:\(s\))?[\]>})]|n/?a|none|null|nil|undefined|tb[ad]|admin(?:istrator)?"
    # The people of the templates of NeurIPS, ICLR, ICML and the ACM.
    r"|david s\. hippocampus|elias d\. striatum|antiquus s\. hippocampus|natalia cerebro|amelie p\. amygdale|yevgeny lenet"
    r"|aeiau zzzz|bauiu c\. yyyy|cieua vvvvv|ben trovato|g\.\s?k\.\s?m\. tobin|lars th[øo]rv[äa]ld|julius p\. kumquat",
    re.IGNORECASE,
)
_OWNER = r"(?:the|your|my|a|an|our|this)"
_WORK = (
    r"(?:full|main|short|paper|article|manuscript|document|submission|report|thesis|post|page|note|conference|contribution|work)"
)
_NO_TITLE = re.compile(
    rf"(?:untitled|unbenannt|sans titre|new)(?:[\s_-]*(?:{_WORK}|notes?|draft|file|tab|presentation))?[\s_-]*\d*"
    rf"|(?:(?:insert|enter|add|type|write)\s+)?(?:{_OWNER}\s+)?(?:{_WORK}['’]?s?\s+){{0,2}}"
    rf"titles?(?:\s+of\s+(?:{_OWNER}\s+)?{_WORK})?(?:\s+(?:goes\s+)?here)?"
    r"|the name of the title(?: is hope)?|no title|n/?a|none|null|undefined|title page|tb[ad]|lorem ipsum\b.*"
    r"|[\[<{(](?:insert )?(?:your )?(?:paper )?title(?: here)?[\]>})]",
    re.IGNORECASE,
)
_TEMPLATE = re.compile(
    r"(?:(?:latex|submission|author|paper|and|&|style)\s+)*formatting (?:instructions|guidelines?) (?:for|of)\b.*"
    r"|(?:latex\s+)?(?:author|submission)s?['’]?s? (?:instructions|guidelines?|kit) for\b.*"
    r"|(?:latex\s+)?instructions for\s.*\b(?:proceedings|submissions|authors)\b.*"
    r"|bare (?:\w+ )?demo of ieeetran\b.*|sig proceedings paper in latex format\b.*|preparation of papers for ieee\b.*"
    r"|a? ?(?:latex|word|paper|article|sample|acm|ieee|springer|elsevier|arxiv|neurips|icml|iclr)"
    r"(?:[\s-](?!(?:a|an|the|for|of|with|without|from|by|in|on|as|about|to|and)\b)\w+){0,3} templates?"
    r"(?:\s+(?:(?:for|using|with|based|version)\b|v\.?\d).{0,40}|\s+[\W\d].{0,40})?"
    r"|(?:a )?template for\b.*\b(?:style|paper|article|papers|articles|class)|(?:elsevier|springer nature) latex template",
    re.IGNORECASE,
)
# "10.1145/nnnnnnn.nnnnnnn", "10.1145/1122445.1122456": those of publishers' templates.
_NO_DOI = re.compile(r"n{4}|x{4}|0{6}|1122445|1234567|8888888\.7777777|\A10\.1145/1235\Z|\A10\.475/123_4\Z", re.IGNORECASE)
# "arXiv:0000.00000", "arXiv:1234.56789": the second two digits are a month.
_NO_ARXIV_ID = re.compile(r"\d\d(?:00|1[3-9]|[2-9]\d)\.\d{4,5}")
# Where people publish, which is a venue; a page that names nobody gives the name of its site as its author.
_SITE = re.compile(
    r"(?:(?:the )?(?:www\.)?(?:less ?wrong|greater ?wrong|(?:ai )?alignment ?forum|(?:ea|effective ?altruism) ?forum|arbital"
    r"|medium|substack|blogspot|blogger|wordpress|tumblr|livejournal|arxiv|alphaxiv|bio ?rxiv|ssrn|open ?review"
    r"|research ?gate|semantic ?scholar|google scholar|wikipedia|wikimedia|github|gitlab|hacker ?news|reddit|youtube"
    r"|twitter|facebook|linkedin)"
    r"(?:\.(?:org|com|net|io|co))?(?: (?:team|admin|moderators?))?)",
    re.IGNORECASE,
)
_MARKS = " \t∗*†‡§¶#_~.,;:"


def is_placeholder_name(name: str) -> bool:
    """Checks for a name that stands where an author's will stand or was left out: "First Author", "Anonymous", "Your Name"."""
    return _NOBODY.fullmatch(_bare(name.removesuffix(" et al."))) is not None


def is_site(name: str) -> bool:
    """Checks for the name of a site on which people publish, such as "LessWrong"; OpenAI writes what it publishes."""
    return _SITE.fullmatch(_bare(name)) is not None


def is_placeholder_title(title: str) -> bool:
    """Checks for the title of a template or of a new file: "Your Title Here", "Formatting Instructions For NeurIPS 2024"."""
    return _NO_TITLE.fullmatch(_bare(title)) is not None or is_template_title(title)


def is_template_title(title: str) -> bool:
    """Checks for the title under which a template itself is published, so that the file may be that template."""
    return _TEMPLATE.fullmatch(_bare(title)) is not None


def is_placeholder_doi(doi: str) -> bool:
    """Checks for the DOI of a publisher's template, which many papers carry."""
    return _NO_DOI.search(doi) is not None


def without_placeholders(known: Metadata) -> Metadata:
    """Returns the metadata without the names, the title and the identifiers that are placeholders.

    The name of a site is no author; it is the venue if no other is known.
    """
    sites = tuple(name for name in known.authors if is_site(name))
    authors = tuple(name for name in known.authors if name not in sites and not is_placeholder_name(name))
    title = None if known.title and is_placeholder_title(known.title) else known.title
    doi = None if known.doi and is_placeholder_doi(known.doi) else known.doi
    arxiv_id = None if known.arxiv_id and _NO_ARXIV_ID.fullmatch(known.arxiv_id) else known.arxiv_id
    kept = replace(known, authors=authors, title=title, doi=doi, arxiv_id=arxiv_id, venue=known.venue or next(iter(sites), None))
    if kept == known:
        return known
    return replace(kept, origins={name: origin for name, origin in known.origins.items() if name in kept.facts()})


def _bare(text: str) -> str:
    return " ".join(text.split()).strip(_MARKS)
