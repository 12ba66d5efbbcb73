"""LlamaIndex's usual way into Chroma, run by the peers' own Python: peer_ingest.py PAPERS FOLDER MODEL CHUNK_SIZE."""

from __future__ import annotations

import sys

import chromadb
from llama_index.core import SimpleDirectoryReader, StorageContext, VectorStoreIndex
from llama_index.core.node_parser import SentenceSplitter
from llama_index.embeddings.huggingface import HuggingFaceEmbedding  # type: ignore[import-not-found]  # the peers have it
from llama_index.vector_stores.chroma import ChromaVectorStore

papers, folder, model, size = sys.argv[1:]
documents = SimpleDirectoryReader(
    papers, recursive=True, required_exts=[".pdf", ".md", ".html", ".tex"], exclude=["README.md"]
).load_data()
collection = chromadb.PersistentClient(folder).create_collection("papers", embedding_function=None)
storage = StorageContext.from_defaults(vector_store=ChromaVectorStore(chroma_collection=collection))
splitter = SentenceSplitter(chunk_size=int(size), chunk_overlap=min(200, int(size) // 8))
VectorStoreIndex.from_documents(
    documents,
    storage_context=storage,
    transformations=[splitter],
    embed_model=HuggingFaceEmbedding(model_name=model, device="cpu"),
)
print(f"{len(documents)} documents, {collection.count()} chunks")
