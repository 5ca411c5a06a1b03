"""Replay the attacks on a local server and report their cost and the effect on another reader.

python -m bench.attacks [--data var] [--only NAME]... [--json]

The server runs on the loopback with default settings, on the index below --data; nothing is written there. Exits 1
if another reader was not answered or the server died.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.attacks import connection_attacks, query_attacks, requests
from bench.attacks.target import REST, Target, serving, watched

Attack = Callable[[Target], str]
ATTACKS: dict[str, Attack] = {
    "dear queries one by one": query_attacks.one_by_one,
    "a dear query everywhere": query_attacks.elsewhere,
    "12 dear queries at a time": query_attacks.together,
    "4 slow readers of exports": connection_attacks.slow_exports,
    "1,100 dripping connections": connection_attacks.dripping,
    "odd requests": requests.odd,
    "forged cursors": requests.cursors,
    "letters": requests.letters,
}
# Limit of open files for the server in the last attack: fewer than the incoming connections.
FILES = 128
FEW = f"300 dripping connections, {FILES} files"
MAIL = {"ZHENWEN_SMTP": "smtp://127.0.0.1:9?tls=no", "ZHENWEN_MAIL_FROM": "zhenwen@example.org"}


@dataclass(frozen=True)
class Row:
    """Result of an attack: outcome, seconds, CPU seconds and memory (MB) of the server, answers to another reader."""

    attack: str
    outcome: str
    seconds: float
    processor: float
    peak: float
    rest: float
    others: str
    failed: int


def replay(target: Target, name: str, attack: Attack) -> Row:
    """Run one attack while another reader sends requests."""
    target.forget_peak()
    begun, used = time.monotonic(), target.processor()
    with watched(target) as others:
        outcome = attack(target)
    seconds, used = time.monotonic() - begun, target.processor() - used
    time.sleep(REST)
    rest = target.memory()
    peak = max(rest, target.memory("VmHWM"))  # the system counts both a little late
    return Row(name, outcome, seconds, used, peak, rest, str(others), others.failed)


def few_files(target: Target) -> str:
    """Open more connections than the system lets the server accept."""
    return connection_attacks.dripping(target, 300, 15)


def show(row: Row) -> None:
    """Print a row for people."""
    print(f"{row.attack}\n  {row.outcome}")
    memory = f"{row.peak:.0f} MB at most, {row.rest:.0f} MB after"
    print(f"  {row.seconds:.0f} s, {row.processor:.1f} s of processor, {memory}")
    print(f"  another reader: {row.others}", flush=True)


def main() -> int:
    """Replay the attacks, print the rows and return the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path("var"), help="folder of the index")
    parser.add_argument("--only", action="append", choices=[*ATTACKS, FEW], help="this attack; repeatable")
    parser.add_argument("--json", action="store_true", help="print JSON")
    args = parser.parse_args()
    chosen = args.only or [*ATTACKS, FEW]
    rows = []
    with serving(args.data, MAIL) as target:
        print(f"ready with {target.memory():.0f} MB", file=sys.stderr, flush=True)
        for name in (name for name in chosen if name in ATTACKS):
            rows.append(replay(target, name, ATTACKS[name]))
            if not args.json:
                show(rows[-1])
    if FEW in chosen:
        with serving(args.data, files=FILES) as target:
            rows.append(replay(target, FEW, few_files))
            if not args.json:
                show(rows[-1])
    if args.json:
        print(json.dumps([asdict(row) for row in rows], ensure_ascii=False))
    return 1 if any(row.failed for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
