"""The libraries of the extra `models`, which other models than the packaged ones need."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from alignqa.errors import ModelError


def engines(model: str) -> str:
    """Returns the versions of the libraries that load, export and run a model, without loading any of them.

    ModelError, which names the extra, if one is not installed; `model` says what needs it.
    """
    try:
        return " ".join(
            f"{name} {version(name)}" for name in ("sentence-transformers", "torch", "transformers", "onnx", "onnxruntime")
        )
    except PackageNotFoundError as error:
        raise ModelError(
            f"{model} needs {error.name}, which is not installed.", hint="Install it: pip install 'alignqa[models]'"
        ) from error
