"""All targets in turn, guided by coverage, for some hours; what was reached is kept, and the next run goes on from it.

python -m tests.fuzzing --hours 1 --folder var/fuzzing
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tests.fuzzing import mutations
from tests.fuzzing.targets import TARGETS

ROUND_SECONDS = 600  # at most for one target before the next has its turn
# An input that fails ends a run, which is then begun again, at most so often.
MAX_STARTS = 20
_RUNS = re.compile(r"^stat::number_of_executed_units:\s+(\d+)", re.M)


@dataclass(frozen=True)
class Fuzzing:
    """A folder of inputs that reached new code (one folder a target), of those that failed, and of counts."""

    folder: Path

    @property
    def counts(self) -> dict[str, int]:
        """Inputs tried so far by target, in all runs."""
        file = self.folder / "counts.json"
        return json.loads(file.read_text()) if file.exists() else dict.fromkeys(TARGETS, 0)

    @property
    def failing(self) -> list[Path]:
        """Inputs on which a target failed; those that were slow on a busy machine are none."""
        return sorted(file for file in self.folder.glob("failing/*/*") if not file.name.startswith("slow-unit"))

    def run(self, name: str, seconds: int) -> None:
        """Fuzz one target and add to its count."""
        corpus, failing = self.folder / "reached" / name, self.folder / "failing" / name
        for place in (corpus, failing):
            place.mkdir(parents=True, exist_ok=True)
        for number, data in enumerate(mutations.seeds(name)):
            (corpus / f"seed-{number}").write_bytes(data)
        runs, end = 0, time.monotonic() + seconds
        for _ in range(MAX_STARTS):
            if (left := round(end - time.monotonic())) > 0:
                runs += self._start(name, left, corpus, failing)
        counts = self.counts
        counts[name] = counts.get(name, 0) + runs
        (self.folder / "counts.json").write_text(json.dumps(counts))
        print(f"{name}: {runs:,} inputs, {counts[name]:,} in all; {len(self.failing)} failing", flush=True)

    def _start(self, name: str, seconds: int, corpus: Path, failing: Path) -> int:
        """Run until the time is over or an input fails; return the number of inputs tried."""
        command = [sys.executable, "-m", "tests.fuzzing.coverage_run", name, str(corpus)]
        command += [f"-max_total_time={seconds}", f"-artifact_prefix={failing}/", "-timeout=30", "-rss_limit_mb=3072"]
        command += ["-max_len=4096", "-print_final_stats=1"]
        with (self.folder / f"{name}.log").open("w+", encoding="utf-8", errors="replace") as log:
            subprocess.run(command, stdout=log, stderr=log, check=False)
            log.seek(0)
            return sum(map(int, _RUNS.findall(log.read())))


def main() -> int:
    """Fuzz, and return 1 if an input failed in this or an earlier run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hours", type=float, default=1.0)
    parser.add_argument("--folder", type=Path, default=Path("var/fuzzing"))
    parser.add_argument("--target", action="append", choices=list(TARGETS), help="only this one; repeatable")
    options = parser.parse_args()
    fuzzing = Fuzzing(options.folder)
    names = options.target or list(TARGETS)
    end = time.monotonic() + options.hours * 3600
    while (left := end - time.monotonic()) > 1:
        for name in names:
            fuzzing.run(name, max(1, round(min(ROUND_SECONDS, left / len(names)))))
    print(f"{sum(fuzzing.counts.values()):,} inputs in all", *fuzzing.failing, sep="\n")
    return 1 if fuzzing.failing else 0


if __name__ == "__main__":
    sys.exit(main())
