"""The places of papers that say a sentence: verbatim, nearly verbatim, in other words, or the opposite of it."""
