"""Abbreviations that the field uses without introducing them, and their long forms; texts may introduce more."""

from __future__ import annotations

SHORT_FORMS = {
    "agi": "artificial general intelligence",
    "ai": "artificial intelligence",
    "asi": "artificial superintelligence",
    "cai": "constitutional ai",
    "cev": "coherent extrapolated volition",
    "cirl": "cooperative inverse reinforcement learning",
    "cot": "chain of thought",
    "dpo": "direct preference optimization",
    "gmg": "goal misgeneralization",
    "hhh": "helpful honest harmless",
    "ida": "iterated distillation amplification",
    "irl": "inverse reinforcement learning",
    "llm": "large language model",
    "ml": "machine learning",
    "ppo": "proximal policy optimization",
    "rl": "reinforcement learning",
    "rlaif": "reinforcement learning ai feedback",
    "rlhf": "reinforcement learning human feedback",
    "sae": "sparse autoencoder",
    "sft": "supervised fine tuning",
    "sgd": "stochastic gradient descent",
}
