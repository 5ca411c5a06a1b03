"""Machines of random steps, each checked against the model after every step: what they did, or the steps that failed.

python -m tests.model --machines 2000 --steps 50 --seed 1
"""

from __future__ import annotations

import argparse
import json
import time

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.model.machine import Newsroom

PORTION = 20  # machines of one seed


def run(machines: int, steps: int, number: int, shrinks: bool = True) -> None:
    """Run machines from this seed. Raises what the first failing one raised, after printing the fewest steps to it."""
    chosen = settings(
        max_examples=machines,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        phases=(Phase.generate, *[Phase.shrink] * shrinks),
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(seed(number)(Newsroom), settings=chosen)


def main() -> None:
    """Run twenty machines of each seed, and print the counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--machines", type=int, default=2_000)
    parser.add_argument("--steps", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--hours", type=float, default=24.0, help="begin no more after this time")
    options = parser.parse_args()
    end = time.monotonic() + options.hours * 3600
    for number in range(options.seed, options.seed + -(-options.machines // PORTION)):
        if time.monotonic() < end:
            run(min(PORTION, options.machines), options.steps, number)
            print(f"seed {number}: {json.dumps(Newsroom.tally)}", flush=True)


if __name__ == "__main__":
    main()
