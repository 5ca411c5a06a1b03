"""A Java process that runs bench/lucene/LuceneEngine.java, controlled by lines of text."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import weakref
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO

from bench.corpus import OUT, VALUE_SEPARATOR, Document
from bench.queries import Query

PROGRAM = Path(__file__).parent / "lucene"
LIBRARIES, CLASSES = OUT / "lucene" / "lib", OUT / "lucene" / "classes"
OLDEST_JAVA = 21  # that Lucene 10 runs on
LINE_FEED = "\x01"


class LuceneProcess:
    """Lucene on the index of one folder. Raises ImportError if there is no Java, no Maven or no library."""

    def __init__(self, folder: Path) -> None:
        java = _compiled()
        command = [str(java / "java"), "-Xmx2g", "--enable-native-access=ALL-UNNAMED", "--add-modules",
                   "jdk.incubator.vector", "-cp", f"{CLASSES}:{LIBRARIES}/*", "LuceneEngine", str(folder)]  # fmt: skip
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8"
        )
        weakref.finalize(self, _end, self._process)

    @property
    def process_id(self) -> int:
        """The process id, for measurements of memory."""
        return self._process.pid

    def index(self, documents: Iterable[Document], mode: str) -> None:
        """Index segmented documents: "words", "literal" (pairs of characters too) or "whole" (passages too)."""
        pipe = self._pipe()
        pipe.write(f"index\t{mode}\n")
        for d in documents:
            values = (d.id, str(d.date), d.source, d.title, d.body, d.title_words, d.body_words, d.characters, d.pairs)
            pipe.write("\t".join(map(_one_line, (*values, d.towns, d.leaders))) + "\n")
        self._answer("end")

    def open(self) -> None:
        """Open the index for searching."""
        self._answer("open")

    def run(self, kind: str, queries: Sequence[Query], cpu: bool = False) -> list[float]:
        """Return milliseconds of each query of a class, measured inside the process."""
        lines = self._ask(f"run\t{kind}\t{'cpu' if cpu else 'wall'}", queries)
        return [int(line) / 1e6 for line in lines]

    def answers(self, kind: str, queries: Sequence[Query]) -> Iterator[tuple[int, list[dict[str, int]], list[int]]]:
        """Yield for each query the total, the counts of sources and of months, and the days of the hits."""
        for line in self._ask(f"answers\t{kind}", queries):
            total, *counted, days = line.split("\t")
            yield int(total), [_counts(each) for each in counted], [int(day) for day in days.split()]

    def _ask(self, command: str, queries: Sequence[Query]) -> list[str]:
        rows = [
            "\t".join((" ".join(q.words), _one_line(q.text), str(q.since), str(q.until), _one_line(q.source)))
            for q in queries
        ]
        return self._answer("\n".join([f"{command}\t{len(queries)}", *rows]))

    def _answer(self, text: str) -> list[str]:
        pipe = self._pipe()
        pipe.write(text + "\n")
        pipe.flush()
        lines: list[str] = []
        for line in self._process.stdout or ():
            if line == "done\n":
                return lines
            lines.append(line.rstrip("\n"))
        raise RuntimeError(f"Lucene ended with exit code {self._process.wait()}.")

    def _pipe(self) -> IO[str]:
        if self._process.stdin is None:
            raise RuntimeError("The process has no standard input.")
        return self._process.stdin


def _end(process: subprocess.Popen[str]) -> None:
    process.communicate()  # the end of its input is the end of the program


def _one_line(text: str) -> str:
    return re.sub(r"[\t\r]", " ", text).replace("\n", LINE_FEED)


def _counts(text: str) -> dict[str, int]:
    parts = text.split(VALUE_SEPARATOR)
    return dict(zip(parts[::2], map(int, parts[1::2]), strict=False))


def _compiled() -> Path:
    """Compile the program if it has changed; return the folder of the Java that runs it. Raises ImportError."""
    java = next((folder for folder in _java_folders() if _version(folder) >= OLDEST_JAVA), None)
    if java is None:
        raise ImportError(f"Lucene needs a JDK of version {OLDEST_JAVA} or later: set JAVA_HOME")
    source, made = PROGRAM / "LuceneEngine.java", CLASSES / "LuceneEngine.class"
    if made.exists() and made.stat().st_mtime > source.stat().st_mtime:
        return java
    maven = shutil.which("mvn")
    if maven is None:
        raise ImportError("the libraries of Lucene are fetched with Maven, which is not installed")
    fetch = [maven, "-q", "-B", "-f", str(PROGRAM / "pom.xml")]
    fetch += ["dependency:copy-dependencies", f"-DoutputDirectory={LIBRARIES}"]
    compile_ = [str(java / "javac"), "-cp", f"{LIBRARIES}/*", "-d", str(CLASSES), str(source)]
    for command in (fetch, compile_):
        if subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode:
            raise ImportError(f"{Path(command[0]).name} failed for bench/lucene")
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
