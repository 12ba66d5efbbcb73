"""Embedders, rerankers and entailment models in ONNX Runtime or sentence-transformers."""
