"""How long an import takes, and how many modules it loads, beside the packages that do parts of the work.

    python -m benchmarks.import_time [--repeat N] [--json]

Each statement runs in new interpreters under `-X importtime`. The figure of one run is the sum of the self
times of all modules that the statement loaded, those left out that a start of Python loads by itself; the
figure given is the median. The statements take turns, so that a busy moment falls on all of them, and each is
run once before anything is measured, so that all find the compiled files and a warm disk.

`import relsched` loads the values and stages only when they are first used, so it stands here twice: alone, and
with what a program needs that resolves a plan.

A ratio is a statement's median divided by that of `import relsched`.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys

STATEMENTS = {
    "relsched": "import relsched",
    "relsched, to resolve": "from relsched import Deadline, Event, Plan, resolve",
    "pendulum": "import pendulum",
    "networkx": "import networkx",
    "icalendar": "import icalendar",
}


def modules_of(statement: str) -> dict[str, int]:
    """The modules that a new interpreter loads for a statement, each with its own microseconds."""
    run = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", statement],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    found = {}
    for line in run.stderr.splitlines():
        # import time:      1234 |       5678 |   package.module
        parts = line.removeprefix("import time:").split("|")
        if len(parts) == 3 and parts[0].strip().isdigit():
            found[parts[2].strip()] = int(parts[0])
    return found


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--repeat", type=int, default=11, help="interpreters for each statement")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    given = parser.parse_args(arguments)

    bare = set(modules_of("pass"))
    loaded = {name: set(modules_of(text)) - bare for name, text in STATEMENTS.items()}
    runs: dict[str, list[int]] = {name: [] for name in STATEMENTS}
    for _ in range(given.repeat):
        for name, text in STATEMENTS.items():
            times = modules_of(text)
            runs[name].append(sum(times[module] for module in times.keys() - bare))
    medians = {name: statistics.median(found) / 1000 for name, found in runs.items()}
    ratios = {name: value / medians["relsched"] for name, value in medians.items()}

    if given.json:
        whole = {
            "machine": {
                "python": platform.python_version(),
                "system": f"{platform.system()} {platform.machine()}",
                "cores": os.cpu_count(),
            },
            "milliseconds": medians,
            "modules": {name: len(found) for name, found in loaded.items()},
            "ratios": ratios,
        }
        print(json.dumps(whole, indent=2))
        return 0
    print(f"{'import':<24}{'median':>12}{'modules':>10}{'ratio':>9}")
    for name, value in medians.items():
        count = len(loaded[name])
        print(f"{name:<24}{value:>9,.1f} ms{count:>10}{ratios[name]:>9.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
