"""The gate, which alone makes a quote; folding, verification of saved answers, and the sentences around a quote."""
