"""A Java program beside its pom.xml: libraries from Maven, compiled when changed, driven by lines of text."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import weakref
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

OLDEST_JAVA = 21  # that Lucene 10 runs on


class JavaProgram:
    """A running program that answers each command with lines and a last line "done"."""

    def __init__(self, source: Path, made: Path, arguments: Sequence[str], options: Sequence[str] = ()) -> None:
        """Compile `source` into the folder `made`, and start it.

        Raises ImportError if there is no Java, no Maven or no library.
        """
        java = _compiled(source, made)
        command = [str(java / "java"), "-Xmx2g", "--enable-native-access=ALL-UNNAMED", "--add-modules",
                   "jdk.incubator.vector", *options, "-cp", f"{made / 'classes'}:{made / 'lib'}/*",
                   source.stem, *arguments]  # fmt: skip
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8"
        )
        weakref.finalize(self, _end, self._process)

    @property
    def process_id(self) -> int:
        """The process id, for measurements of memory."""
        return self._process.pid

    def write(self, line: str) -> None:
        """Send a line of a command that has several."""
        self._pipe().write(line + "\n")

    def answer(self, text: str) -> list[str]:
        """Send the rest of a command and return the lines of its answer."""
        self.send(text)
        return self.receive()

    def send(self, text: str) -> None:
        """Send the rest of a command; `receive` waits for its answer."""
        self.write(text)
        self._pipe().flush()

    def receive(self) -> list[str]:
        """Return the lines of the answer to what was sent."""
        lines: list[str] = []
        for line in self._process.stdout or ():
            if line == "done\n":
                return lines
            lines.append(line.rstrip("\n"))
        raise RuntimeError(f"The Java program ended with exit code {self._process.wait()}.")

    def _pipe(self) -> IO[str]:
        if self._process.stdin is None:
            raise RuntimeError("The process has no standard input.")
        return self._process.stdin


def _end(process: subprocess.Popen[str]) -> None:
    process.communicate()  # the end of its input is the end of the program


def _compiled(source: Path, made: Path) -> Path:
    """Compile the program if it has changed; return the folder of the Java that runs it. Raises ImportError."""
    java = next((folder for folder in _java_folders() if _version(folder) >= OLDEST_JAVA), None)
    if java is None:
        raise ImportError(f"Lucene needs a JDK of version {OLDEST_JAVA} or later: set JAVA_HOME")
    target = made / "classes" / f"{source.stem}.class"
    if target.exists() and target.stat().st_mtime > source.stat().st_mtime:
        return java
    maven = shutil.which("mvn")
    if maven is None:
        raise ImportError("the libraries of Lucene are fetched with Maven, which is not installed")
    fetch = [maven, "-q", "-B", "-f", str(source.parent / "pom.xml")]
    fetch += ["dependency:copy-dependencies", f"-DoutputDirectory={made / 'lib'}"]
    compile_ = [str(java / "javac"), "-cp", f"{made / 'lib'}/*", "-d", str(made / "classes"), str(source)]
    for command in (fetch, compile_):
        if subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode:
            raise ImportError(f"{Path(command[0]).name} failed for {source.name}")
    return java


def _java_folders() -> Iterator[Path]:
    """Yield the folders that may hold a JDK's programs, the chosen one first."""
    if home := os.environ.get("JAVA_HOME"):
        yield Path(home) / "bin"
    if found := shutil.which("javac"):
        yield Path(found).resolve().parent
    yield from sorted(Path("/usr/lib/jvm").glob("*/bin"), reverse=True)


def _version(folder: Path) -> int:
    """Return the major version of a JDK, 0 if the folder has none."""
    if not (folder / "javac").exists():
        return 0
    text = subprocess.run([folder / "javac", "-version"], capture_output=True, text=True, check=False).stdout
    match = re.search(r"\d+", text)
    return int(match[0]) if match else 0
