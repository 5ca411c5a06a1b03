"""What setup.cfg cannot say: compiled kernels of the default engine, left out where there is no C compiler."""

from __future__ import annotations

from pathlib import Path

from Cython.Build import cythonize
from setuptools import Extension, setup

KERNELS = Path("engine/backends/whoosh/kernels")


def extensions() -> list[Extension]:
    """One extension for each module that is written in Cython."""
    return [
        Extension(".".join(path.with_suffix("").parts), [str(path)], optional=True)
        for path in sorted(KERNELS.glob("*.pyx"))
    ]


setup(ext_modules=cythonize(extensions(), build_dir="build/kernels"))
