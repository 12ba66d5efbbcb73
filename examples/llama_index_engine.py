"""alignqa inside LlamaIndex: a reader's documents are taken in, and a query engine answers with proven quotes.

`python llama_index_engine.py FOLDER QUESTION`; the tool at the end is what an agent is given.
"""

from __future__ import annotations

import sys

from llama_index.core import SimpleDirectoryReader
from llama_index.core.schema import TextNode

import alignqa
from alignqa.integrations.llama_index_documents import ingest_documents
from alignqa.integrations.llama_index_query_engine import AlignqaQueryEngine, query_tool


def main(folder: str, question: str) -> None:
    """Prints the answer, the exact place of each quote, and what an agent reads of the tool."""
    report = ingest_documents(alignqa.open_library(), SimpleDirectoryReader(folder).load_data())
    print(f"{len(report.files)} documents taken in")
    assistant = alignqa.open()
    response = AlignqaQueryEngine(assistant, quotes=2).query(question)
    print(response)
    for found in response.source_nodes:
        if isinstance(found.node, TextNode):
            print(found.node.ref_doc_id, found.node.start_char_idx, found.node.end_char_idx)
    print(query_tool(assistant).metadata.get_name())


if __name__ == "__main__":
    main(sys.argv[1], " ".join(sys.argv[2:]))
