"""Tables of learnt weights, as the scripts that learn them write them."""

from __future__ import annotations

import gzip
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from importlib.resources import files

from engine.text import kernels


def read_weights(package: str, name: str) -> Mapping[str, float]:
    """Return the weights by feature (a letter for its kind, and characters) from a compressed table of a package."""
    packed = gzip.decompress(files(package).joinpath(name).read_bytes()).decode("utf-8")
    rows = (line.split("\t") for line in packed.splitlines())
    return {feature: int(weight) / 100 for weight, features in rows for feature in features.split(" ")}


def summation(weights: Mapping[str, float]) -> Callable[[Iterable[str]], float]:
    """Return a function that sums the weights of features, in their order; those that the model lacks weigh nothing."""
    if kernels.ON:
        return kernels.FeatureWeights(weights).sum
    return lambda features: sum([weights[feature] for feature in features if feature in weights], 0.0)


def pack_weights(weights: Mapping[str, int]) -> bytes:
    """Return a table of weights, in hundredths: a line for each weight, with its features."""
    rows: dict[int, list[str]] = defaultdict(list)
    for feature, weight in weights.items():
        rows[weight].append(feature)
    lines = (f"{weight}\t{' '.join(sorted(features))}\n" for weight, features in sorted(rows.items()))
    return gzip.compress("".join(lines).encode(), 9, mtime=0)
