"""Plays Autobahn's cases and writes what came of them."""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.fanout.servers import ROOT, started_application

CASES = ["1.*", "2.*", "3.*", "4.*", "5.*", "6.*", "7.*", "9.1.1", "9.2.1", "10.*"]
GROUPS = {
    "1": "text and binary messages, empty ones too",
    "2": "pings and pongs",
    "3": "reserved bits",
    "4": "opcodes",
    "5": "fragments",
    "6": "UTF-8",
    "7": "closing",
    "9": "64 KiB in one message",
    "10": "fragments of 65,536 bytes",
}
GOOD = {"OK", "NON-STRICT", "INFORMATIONAL"}


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks conformance", description=__doc__)
    parser.add_argument("--wstest", default=shutil.which("wstest") or "", help="Autobahn's program, a path")
    options = parser.parse_args(arguments)
    if not options.wstest:
        print("wstest is not installed (autobahntestsuite, Python 2.7): not measured.", file=sys.stderr)
        return
    found = {server: _play(server, options.wstest) for server in ("uvicorn", "daphne")}
    text = _page(found)
    (ROOT / "docs" / "conformance.md").write_text(text)
    print(text)


def _play(server: str, program: str) -> dict[str, Any]:
    """The behaviour by case."""
    folder = Path(tempfile.mkdtemp(prefix="meridian-conformance-"))
    with started_application(server, "benchmarks.conformance.echo:application") as port:
        spec = {
            "outdir": str(folder / "reports"),
            "servers": [{"agent": server, "url": f"ws://127.0.0.1:{port}/ws"}],
            "cases": CASES,
            "exclude-cases": [],
            "exclude-agent-cases": {},
        }
        (folder / "spec.json").write_text(json.dumps(spec))
        command = [*program.split(), "-m", "fuzzingclient", "-s", str(folder / "spec.json")]
        subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL)
    told: dict[str, Any] = json.loads((folder / "reports" / "index.json").read_text())[server]
    return told


WHY = """Case 7.1.5 closes in the middle of a fragmented message. The library `websockets` takes the unfinished
message for a fault and answers 1002, where the suite wants the code that it sent (1000); RFC 6455 leaves it
open. The line is closed either way, and no browser closes like that, so it is left as the library has it.

"""


def _page(found: dict[str, dict[str, Any]]) -> str:
    rows = ["| cases | uvicorn | Daphne |", "| --- | --- | --- |"]
    for group, what in GROUPS.items():
        cells = [_cell(cases, group) for cases in found.values()]
        rows.append(f"| {group}.* {what} | {' | '.join(cells)} |")
    amiss = [
        f"- {server} {case}: {told['behavior'].lower()} (close: {told['behaviorClose'].lower()})"
        for server, cases in found.items()
        for case, told in sorted(cases.items(), key=lambda one: [int(part) for part in one[0].split(".")])
        if told["behavior"] not in GOOD or told["behaviorClose"] not in GOOD
    ]
    because = WHY if any(line.startswith("- uvicorn 7.1.5:") for line in amiss) else ""
    versions = ", ".join(f"{name} {version(name)}" for name in ("uvicorn", "websockets", "daphne"))
    return f"""# Conformance of the sockets
Autobahn's test suite (`wstest`) against an echo through the product's way out, written by
`python -m benchmarks conformance`. A frame of /ws may have 64 KiB: of the cases about size only those are played that
fit, and compression is off on purpose.

{chr(10).join(rows)}

{chr(10).join(amiss) or "Nothing was amiss."}

{because}Daphne is mended as the product mends it (`config/daphne_sockets.py`). {versions}.
What /ws does with empty, huge, binary and broken frames: `tests/faults/test_conformance.py`.
"""


def _cell(cases: dict[str, Any], group: str) -> str:
    counts: defaultdict[str, int] = defaultdict(int, Counter(
        told["behavior"] for case, told in cases.items() if case.partition(".")[0] == group
    ))  # fmt: skip
    return ", ".join(
        f"{count} {name.lower()}" for name, count in sorted(counts.items(), key=lambda one: one[0] != "OK")
    )
