"""The entries of a draft's reference list, held against arXiv, Crossref and OpenAlex."""
