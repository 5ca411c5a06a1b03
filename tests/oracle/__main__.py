"""Generated questions on a built index, answered by this engine and by Apache Lucene.

python -m tests.oracle --data var/index --questions 100000 --seed 1
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.oracle.comparison import Comparison

PORTION = 1000  # questions of one seed


def main() -> int:
    """Ask, print the counts after each seed, and return 1 if any answers differed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of an index")
    parser.add_argument("--questions", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1, help="first seed; each asks 1,000 questions")
    parser.add_argument("--hours", type=float, default=24.0, help="ask no more after this time")
    options = parser.parse_args()
    tally: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="zhenwen-oracle-") as folder:
        both = Comparison(options.data, Path(folder))
        print(f"{len(both.articles):,} articles", flush=True)
        end = time.monotonic() + options.hours * 3600
        seed = options.seed
        while tally["questions"] < options.questions and time.monotonic() < end:
            for fault in both.ask(min(PORTION, options.questions - tally["questions"]), seed, tally):
                tally["disagreements"] += 1
                print(f"  {fault}", flush=True)
            print(f"seed {seed}: {json.dumps({'disagreements': 0} | tally)}", flush=True)
            seed += 1
        both.close()
    return 1 if tally["disagreements"] else 0


if __name__ == "__main__":
    sys.exit(main())
