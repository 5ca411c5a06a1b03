"""Build step for the compiled kernels of the default engine, skipped where there is no C compiler."""

from __future__ import annotations

from pathlib import Path

from Cython.Build import cythonize
from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext
from setuptools.errors import CompileError

KERNELS = (Path("engine/backends/whoosh/kernels"), Path("engine/text/kernels"))


class BuildKernels(build_ext):
    """Extension builder that also lets an optional extension fail when the C compiler is missing."""

    def build_extension(self, ext: Extension) -> None:
        """Build one extension. Raises CompileError, which is only a warning for an optional extension."""
        try:
            super().build_extension(ext)
        except OSError as error:
            raise CompileError(f"no C compiler that works: {error}") from error


def extensions() -> list[Extension]:
    """Return one optional extension for each Cython module."""
    files = sorted(file for folder in KERNELS for file in folder.glob("*.pyx"))
    made = [Extension(".".join(path.with_suffix("").parts), [str(path)]) for path in files]
    compiled: list[Extension] = cythonize(made, build_dir="build/kernels")
    for extension in compiled:
        extension.optional = True  # cythonize returns new objects without this attribute
    return compiled


setup(ext_modules=extensions(), cmdclass={"build_ext": BuildKernels})
