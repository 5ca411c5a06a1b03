"""An index larger than the memory limit of a build is still built."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

# Builds an index in a process whose data may grow by 40 MB after everything is loaded.
BUILD = """
import random, resource, sys
from whoosh import fields, index
from engine.backends.whoosh.writing import bulk_writer
from engine.backends.whoosh.searching.evaluator import Evaluator
from engine.backends.whoosh.searching.stock_queries import LiteralQuery

bulk_writer.CHUNK_DOCUMENTS = 250
folder, memory_mb = sys.argv[1], int(sys.argv[2])
dice = random.Random(1)
words = [chr(0x4E00 + dice.randrange(3000)) + chr(0x4E00 + dice.randrange(3000)) for _ in range(20000)]


def entries():
    for number in range(5000):
        chosen = dice.choices(words, k=250)
        texts = (("body", "".join(chosen)),)
        yield bulk_writer.IndexEntry({"body": chosen}, {"id": str(number)}, {"id": number}, texts)


schema = fields.Schema(id=fields.ID(unique=True), body=fields.TEXT(phrase=False))
writer = bulk_writer.BulkWriter(index.create_in(folder, schema), ["body"], ["body"], memory_mb=memory_mb)
held = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmData")) << 10
resource.setrlimit(resource.RLIMIT_DATA, (held + (40 << 20), -1))
writer.add(entries())
writer.commit()
evaluator = Evaluator(index.open_dir(folder).searcher())
print(len(evaluator.segment_searchers), evaluator.run(LiteralQuery(None, words[0])).total > 0)
"""


def _built(folder: Path, memory_mb: int) -> subprocess.CompletedProcess[str]:
    folder.mkdir()
    alone = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-W", "ignore", "-c", BUILD, str(folder), str(memory_mb)]
    return subprocess.run(command, env=alone, capture_output=True, text=True, timeout=300)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux bounds the data of a process")
def test_a_build_takes_little_more_than_the_memory_it_is_given(tmp_path: Path) -> None:
    assert _built(tmp_path / "little", 4).stdout == "1 True\n"
    # All of it at once would not have fitted, so the limit is effective.
    assert "MemoryError" in _built(tmp_path / "much", 1024).stderr
