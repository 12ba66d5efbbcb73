"""The types of references, by their names in BibTeX, in CSL and in RIS, and the field that holds the venue of each."""

from __future__ import annotations

VENUES = {
    "article": "journal",
    "inproceedings": "booktitle",
    "conference": "booktitle",
    "incollection": "booktitle",
    "inbook": "booktitle",
    "book": "publisher",
    "booklet": "howpublished",
    "proceedings": "publisher",
    "collection": "publisher",
    "manual": "organization",
    "mastersthesis": "school",
    "phdthesis": "school",
    "thesis": "institution",
    "techreport": "institution",
    "report": "institution",
    "unpublished": "howpublished",
    "online": "organization",
    "electronic": "organization",
    "software": "organization",
    "dataset": "organization",
    "misc": "howpublished",
}
"""The field in which an entry of each BibTeX type names its venue."""

CSL_TYPES = {
    "article": "article-journal",
    "inproceedings": "paper-conference",
    "conference": "paper-conference",
    "incollection": "chapter",
    "inbook": "chapter",
    "book": "book",
    "proceedings": "book",
    "collection": "book",
    "phdthesis": "thesis",
    "mastersthesis": "thesis",
    "thesis": "thesis",
    "techreport": "report",
    "report": "report",
    "online": "webpage",
    "unpublished": "manuscript",
    "software": "software",
    "dataset": "dataset",
}
RIS_TYPES = {
    "JOUR": "article",
    "CONF": "inproceedings",
    "CPAPER": "inproceedings",
    "BOOK": "book",
    "EDBOOK": "book",
    "CHAP": "incollection",
    "RPRT": "techreport",
    "THES": "phdthesis",
    "ELEC": "online",
    "UNPB": "unpublished",
    "DATA": "dataset",
    "COMP": "software",
}
_FROM_CSL = {
    **{csl: kind for kind, csl in reversed(CSL_TYPES.items())},
    "webpage": "online",
    "post-weblog": "online",
    "post": "online",
}


def kind_from_csl(name: str) -> str:
    """The BibTeX type of a CSL type; empty for one that has no counterpart."""
    return _FROM_CSL.get(name, "")


def stands_in_container(kind: str) -> bool:
    """Checks whether the venue of a type is what it appeared in, such as a journal or a site, and not who published it."""
    return VENUES.get(kind, "journal") in {"journal", "booktitle"} or kind in {"online", "electronic", "misc"}


def distinct_kind(kind: str, venue: str | None) -> str | None:
    """The type of a reference, or None where it goes without saying: an article with a venue, anything else without one."""
    kind = kind.strip().lower()
    return None if kind in {"", usual_kind(venue)} else kind


def usual_kind(venue: str | None) -> str:
    """The type that a reference has if nothing is known but its venue."""
    return "article" if venue else "misc"
