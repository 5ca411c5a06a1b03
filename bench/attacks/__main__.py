"""Replay the attacks on a server of our own, and say what they cost and what another reader got meanwhile.

python -m bench.attacks [--data var] [--only NAME]... [--json]

The server runs on the loopback with its default settings, on the index below --data; nothing is written there. Exits 1
where another reader was not answered, or the server died.
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
# Files that a server may open in the last attack: too few for the connections that come.
FILES = 128
FEW = f"300 dripping connections, {FILES} files"
MAIL = {"ZHENWEN_SMTP": "smtp://127.0.0.1:9?tls=no", "ZHENWEN_MAIL_FROM": "zhenwen@example.org"}


@dataclass(frozen=True)
class Row:
    """An attack: its outcome and seconds, processor seconds and memory (MB) of the server, what another reader got."""

    attack: str
    outcome: str
    seconds: float
    processor: float
    peak: float
    rest: float
    others: str
    failed: int


def replay(target: Target, name: str, attack: Attack) -> Row:
    """One attack while another reader asks."""
    target.forget_peak()
    begun, used = time.monotonic(), target.processor()
    with watched(target) as others:
        outcome = attack(target)
    seconds, used = time.monotonic() - begun, target.processor() - used
    time.sleep(REST)
    return Row(name, outcome, seconds, used, target.memory("VmHWM"), target.memory(), str(others), others.failed)


def few_files(target: Target) -> str:
    """More connections than the system lets the server open."""
    return connection_attacks.dripping(target, 300, 15)


def show(row: Row) -> None:
    """A row for people."""
    print(f"{row.attack}\n  {row.outcome}")
    memory = f"{row.peak:.0f} MB at most, {row.rest:.0f} MB after"
    print(f"  {row.seconds:.0f} s, {row.processor:.1f} s of processor, {memory}")
    print(f"  another reader: {row.others}", flush=True)


def main() -> int:
    """Replay and print; the exit status."""
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
