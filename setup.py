"""What setup.cfg cannot say: compiled kernels of the default engine, left out where there is no C compiler."""

from __future__ import annotations

from pathlib import Path

from Cython.Build import cythonize
from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext
from setuptools.errors import CompileError

KERNELS = Path("engine/backends/whoosh/kernels")


class BuildKernels(build_ext):
    """Builds what can be built: an optional extension may fail, by a compiler that is not there as well."""

    def build_extension(self, ext: Extension) -> None:
        """Build one extension. Raises CompileError, which is no more than a warning for an optional one."""
        try:
            super().build_extension(ext)
        except OSError as error:
            raise CompileError(f"no C compiler that works: {error}") from error


def extensions() -> list[Extension]:
    """One extension for each module that is written in Cython."""
    files = sorted(KERNELS.glob("*.pyx"))
    made = [Extension(".".join(path.with_suffix("").parts), [str(path)]) for path in files]
    compiled: list[Extension] = cythonize(made, build_dir="build/kernels")
    for extension in compiled:
        extension.optional = True  # Cython makes new ones, and forgets this
    return compiled


setup(ext_modules=extensions(), cmdclass={"build_ext": BuildKernels})
