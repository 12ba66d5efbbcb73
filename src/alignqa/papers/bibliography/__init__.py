"""Reference lists, one format per file: BibTeX and CSL-JSON are read and written, RIS and Zotero's own JSON are read.

Reading returns the entries and the notices for the user; a broken entry leads to a notice and never loses the list.
"""

from alignqa.papers.bibliography.bibtex import read_bibtex
from alignqa.papers.bibliography.bibtex_writing import write_bibtex
from alignqa.papers.bibliography.csl_json import read_csl_json, write_csl_json
from alignqa.papers.bibliography.entry import ReferenceEntry, arxiv_id_in, includes_facts, merge, year_in
from alignqa.papers.bibliography.formats import read_bibliography
from alignqa.papers.bibliography.ris import read_ris

__all__ = [
    "ReferenceEntry",
    "arxiv_id_in",
    "includes_facts",
    "merge",
    "read_bibliography",
    "read_bibtex",
    "read_csl_json",
    "read_ris",
    "write_bibtex",
    "write_csl_json",
    "year_in",
]
