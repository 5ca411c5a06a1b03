"""Family names, and the weights of the model of persons' names (scripts/make_names.py)."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def surnames() -> tuple[frozenset[str], frozenset[str]]:
    """Return the family names of one character and those of two."""
    lines = files("engine.data").joinpath("surnames.txt").read_text("utf-8").splitlines()
    words = " ".join(line for line in lines if not line.startswith("#")).split()
    return frozenset("".join(word for word in words if len(word) != 2)), frozenset(w for w in words if len(w) == 2)


@cache
def name_weights(kinds: str = "") -> Mapping[str, float]:
    """Return the weights by feature: a letter for the kind of feature, and characters; with `kinds` only of these."""
    packed = gzip.decompress(files("engine.data").joinpath("names.tsv.gz").read_bytes()).decode("utf-8")
    rows = (line.split("\t") for line in packed.splitlines())
    return {
        feature: int(weight) / 100
        for weight, features in rows
        for feature in features.split(" ")
        if feature[0] in (kinds or feature)
    }
