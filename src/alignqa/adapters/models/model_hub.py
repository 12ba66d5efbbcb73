"""The Hugging Face hub: what its cache on this machine holds, and the download of what it does not."""

from __future__ import annotations

from pathlib import Path

from alignqa.adapters.models.model_roles import ModelRole
from alignqa.errors import ModelError, ProviderError

# Safetensors and what goes with them: no pickles, no code, no other engine's files.
_WANTED = ["*.safetensors", "*.json", "*.txt", "*.model"]
_UNWANTED = ["onnx/*", "openvino/*"]


def cached(name: str) -> Path | None:
    """The folder of a model in the hub cache of this machine, without any network; None where it is not, or not whole."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import LocalEntryNotFoundError

    try:
        folder = Path(snapshot_download(name, local_files_only=True, allow_patterns=_WANTED, ignore_patterns=_UNWANTED))
    except LocalEntryNotFoundError:
        return None
    return folder if next(folder.rglob("*.safetensors"), None) else None  # another program may have got the settings only


def download(name: str, role: ModelRole) -> None:
    """Gets a model into the hub cache; ModelError where the environment says to stay offline, ProviderError where it fails."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.constants import is_offline_mode

    if is_offline_mode():
        raise ModelError(
            f"The {role.noun} {name} is not on this machine, and HF_HUB_OFFLINE forbids its download.",
            hint=f"Unset HF_HUB_OFFLINE, or set {role.setting} to a folder with the model",
        )
    try:
        snapshot_download(name, allow_patterns=_WANTED, ignore_patterns=_UNWANTED)
    except Exception as error:  # its own errors, and those of whatever HTTP client it has
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise ProviderError(
            f"The {role.noun} {name} cannot be downloaded: {reason}", hint="Check its name and the network, and try again"
        ) from error
