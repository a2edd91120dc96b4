"""A learnt model of attributions as a file: numbers and text alone, nothing that could run."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from analysis.errors import ReadError
from analysis.export import written_whole
from analysis.measure._attribution_model import AttributionModel, Weights

FORMAT = 1
"""Raised when features or weights are laid out otherwise; older files are then refused."""
_PARTS = ("cues", "branches")
Arrays = Mapping[str, NDArray[np.generic]]


def write_model(model: AttributionModel, path: Path) -> None:
    """Write a model to one file, put in place only when whole."""
    arrays: dict[str, NDArray[np.generic]] = {"lemmas": _packed(sorted(model.lemmas))}
    for name in _PARTS:
        part: Weights = getattr(model, name)
        arrays[f"{name} names"] = _packed(part.names)
        arrays[f"{name} weights"] = part.weights.astype(np.float32)
        arrays[f"{name} intercept"] = part.intercept.astype(np.float32)
    about = {**model.about, "format": FORMAT, "threshold": model.threshold}
    arrays["about"] = _packed([json.dumps({**about, "hash": digest(arrays, about)})])
    out = io.BytesIO()
    np.savez_compressed(out, allow_pickle=False, **arrays)
    with written_whole(path) as beside:
        beside.write_bytes(out.getvalue())


def read_model(path: Path) -> AttributionModel:
    """Read a model, and refuse a file that is none, is damaged or of another format."""
    try:
        data = np.fromfile(path, dtype=np.uint8).tobytes()
        with np.load(io.BytesIO(data), allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        about = json.loads(_unpacked(arrays.pop("about"))[0])
    except FileNotFoundError:
        msg = f"there is no file {path.name}; train one: parallax train attributions --help."
        raise ReadError(msg) from None
    except (OSError, BadZipFile, ValueError, KeyError, IndexError):
        msg = f"{path.name} is no model of attributions, or is damaged; train it again."
        raise ReadError(msg) from None
    if about.get("format") != FORMAT:
        msg = (
            f"{path.name} is a model of format {about.get('format')!r}, and this version reads "
            f"{FORMAT}; train it again."
        )
        raise ReadError(msg)
    if about.pop("hash", "") != digest(arrays, about):
        msg = f"{path.name} was changed since it was written; train it again."
        raise ReadError(msg)
    parts = {
        name: Weights(
            names=_unpacked(arrays[f"{name} names"]),
            weights=arrays[f"{name} weights"].astype(float),
            intercept=arrays[f"{name} intercept"].astype(float),
        )
        for name in _PARTS
    }
    threshold = float(about.pop("threshold"))
    del about["format"]
    lemmas = frozenset(_unpacked(arrays["lemmas"]))
    return AttributionModel(lemmas=lemmas, threshold=threshold, about=about, **parts)


def digest(arrays: Arrays, about: Mapping[str, object]) -> str:
    """Hash the weights and what is said about them."""
    hashed = hashlib.sha256(json.dumps(about, sort_keys=True).encode())
    for name in sorted(arrays):
        hashed.update(name.encode() + arrays[name].tobytes())
    return hashed.hexdigest()[:16]


def _packed(words: Sequence[str]) -> NDArray[np.uint8]:
    """Turn words into bytes."""
    data = json.dumps(list(words), ensure_ascii=False).encode("utf-8", "surrogatepass")
    return np.frombuffer(data, dtype=np.uint8)


def _unpacked(data: NDArray[np.generic]) -> list[str]:
    found: list[str] = json.loads(data.tobytes().decode("utf-8", "surrogatepass"))
    return found
