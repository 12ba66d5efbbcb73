"""The Hugging Face hub: finding models in its cache on this machine, and downloading others."""

from __future__ import annotations

from pathlib import Path

from alignqa.adapters.models.model_roles import ModelRole
from alignqa.errors import ModelError, ProviderError

# Safetensors and the files that belong to them: no pickles, no code, no files of other engines.
_PATTERNS = ["*.safetensors", "*.json", "*.txt", "*.model"]
_IGNORED = ["onnx/*", "openvino/*"]


def cached(name: str) -> Path | None:
    """Finds the folder of a model in the hub cache of this machine, without a network; None if it is missing or incomplete."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import LocalEntryNotFoundError

    try:
        folder = Path(snapshot_download(name, local_files_only=True, allow_patterns=_PATTERNS, ignore_patterns=_IGNORED))
    except LocalEntryNotFoundError:
        return None
    return folder if next(folder.rglob("*.safetensors"), None) else None  # another program may have downloaded only the settings


def download(name: str, role: ModelRole) -> None:
    """Downloads a model into the hub cache; ModelError if the environment says to stay offline, ProviderError if it fails."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.constants import is_offline_mode

    if is_offline_mode():
        raise ModelError(
            f"The {role.noun} {name} is not on this machine, and HF_HUB_OFFLINE forbids its download.",
            hint=f"Unset HF_HUB_OFFLINE, or set {role.setting} to a folder with the model",
        )
    try:
        snapshot_download(name, allow_patterns=_PATTERNS, ignore_patterns=_IGNORED)
    except Exception as error:  # the library's own errors, and those of its HTTP client
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise ProviderError(
            f"The {role.noun} {name} cannot be downloaded: {reason.rstrip('.')}.",
            hint="Check its name and the network, and try again",
        ) from error
