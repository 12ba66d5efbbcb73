"""The gate, which alone makes a quote; folding, proving a saved answer again, and the sentences around a quote."""
