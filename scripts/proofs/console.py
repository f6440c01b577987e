"""A day of tests while worker, server and database are killed with -9: nothing lost, nothing doubled.

Laboratories post their results at the real door and try again until they are answered; the simulated carrier
loses one answer in seven. Meanwhile one process of the console after the other is killed. In the end every
positive must have exactly one case and one call, no negative any of either, and every phone exactly one text
message. The exit code says whether that holds.
"""

import argparse
import json
import random
import sys
import threading
from collections.abc import Mapping
from typing import Any

from dongseon.bench import console_day
from dongseon.bench.console_kills import KILLS, Console, seconds_until_back

KILLED = ("worker", "server", "database", "page process", "database backend")
MUST_BE_NONE = (
    "lost", "doubled", "positive_without_one_case", "positive_without_one_call",
    "negative_with_a_case", "negative_with_a_call", "without_one_message", "messages_waiting",
    "faults", "kills_missed",
)  # fmt: skip


def main() -> int:
    """Run the day and its kills."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--tests", type=int, default=20_000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--pause", type=float, default=10.0, help="longest pause between kills, s")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    chance = random.Random(asked.seed)  # noqa: S311  # when to kill

    def disturb(console: Console, done: threading.Event) -> Mapping[str, Any]:
        """Kill one process after the other for as long as results are posted."""
        names, back_s = [KILLED[i % len(KILLED)] for i in range(asked.kills)], []
        for name in names:
            if done.wait(chance.uniform(0.2, asked.pause)):
                break
            back_s.append(round(seconds_until_back(console, KILLS[name]), 2))
        return {
            "kills": len(back_s),
            "kills_missed": len(names) - len(back_s),
            "longest_back_s": max(back_s, default=0.0),
        }

    found = console_day.run(
        tests=asked.tests, seed=asked.seed, progress=lambda *_: None, disturb=disturb
    )
    print(json.dumps(found))
    wrong = {name: found[name] for name in MUST_BE_NONE if found[name]}
    if wrong:
        print(f"does not hold: {wrong}", file=sys.stderr)
    return 1 if wrong or found["results_standing"] != asked.tests else 0


if __name__ == "__main__":
    sys.exit(main())
