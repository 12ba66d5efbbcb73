"""Reference lists, one format per file: BibTeX and CSL-JSON in and out, RIS in.

A reader returns the entries and the notices for the user; a broken entry costs a notice and never the list.
"""

from alignqa.papers.bibliography.bibtex import read_bibtex, write_bibtex
from alignqa.papers.bibliography.csl_json import read_csl_json, write_csl_json
from alignqa.papers.bibliography.entry import ReferenceEntry, arxiv_id_in, merge, says, year_in
from alignqa.papers.bibliography.formats import read_bibliography
from alignqa.papers.bibliography.ris import read_ris

__all__ = [
    "ReferenceEntry",
    "arxiv_id_in",
    "merge",
    "read_bibliography",
    "read_bibtex",
    "read_csl_json",
    "read_ris",
    "says",
    "write_bibtex",
    "write_csl_json",
    "year_in",
]
