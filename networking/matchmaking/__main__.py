"""`python -m networking.matchmaking solve INSTANCE.npz [--rounds N] [--json]`: the product's solver on a file.

Arrays: W (mentees x mentors, whole numbers), ok or coi (mentees x mentors, booleans), am and an (people x slots,
booleans), cap (mentors); optionally k (chats wanted, 1 where missing), tier (0 first), and mentee_ids, mentor_ids.
Exit 0 with a result, 2 when the file does not hold an instance.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from networking.matchmaking.rounds import BadInstance, Instance, Round, solve


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m networking.matchmaking", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    solving = commands.add_parser("solve", help="pair the mentees and mentors of one file")
    solving.add_argument("file", type=Path, metavar="INSTANCE.npz")
    solving.add_argument("--rounds", type=int, default=None, help="at most so many (default: until nothing is added)")
    solving.add_argument("--json", action="store_true", help="one JSON object with the pairs instead of a few lines")
    options = parser.parse_args(arguments)
    try:
        instance = read(options.file)
    except (BadInstance, OSError, ValueError, zipfile.BadZipFile) as problem:
        sys.stderr.write(f"instance.unreadable: {problem}\n")
        return 2
    began = time.perf_counter()
    rounds = solve(instance, most_rounds=options.rounds)
    found = report(rounds, time.perf_counter() - began)
    sys.stdout.write((json.dumps(found) if options.json else _lines(found)) + "\n")
    return 0


def read(file: Path) -> Instance:
    """The instance in an .npz file; nothing in it is ever unpickled. Raises BadInstance naming what is missing."""
    with np.load(file, allow_pickle=False) as arrays:
        missing = {"W", "am", "an", "cap"} - set(arrays)
        if missing or not {"ok", "coi"} & set(arrays):
            raise BadInstance(f"missing: {', '.join(sorted(missing)) or 'ok or coi'}")
        return _instance(arrays)


def _instance(arrays: Mapping[str, Any]) -> Instance:
    score = _whole(arrays["W"], "W")
    if score.ndim != 2:
        raise BadInstance("W has two dimensions: mentees and mentors")
    mentees, mentors = score.shape
    allowed = np.ones(score.shape, bool)
    if "ok" in arrays:
        allowed &= _matching(arrays["ok"], score.shape, "ok")
    if "coi" in arrays:
        allowed &= ~_matching(arrays["coi"], score.shape, "coi")
    return Instance(
        score=score,
        allowed=allowed,
        mentee_free=np.asarray(arrays["am"], bool),
        mentor_free=np.asarray(arrays["an"], bool),
        capacity=_whole(arrays["cap"], "cap"),
        wanted=_whole(arrays["k"], "k") if "k" in arrays else np.ones(mentees, np.int64),
        tier=_whole(arrays["tier"], "tier") if "tier" in arrays else np.zeros(mentees, np.int64),
        mentee_ids=_names(arrays, "mentee_ids", mentees),
        mentor_ids=_names(arrays, "mentor_ids", mentors),
    )


def _whole(numbers: Any, name: str) -> Any:
    """Float scores silently give no pairs in a solver of whole numbers: refused, unless they are whole."""
    whole = np.asarray(numbers)
    if whole.dtype.kind not in "iuf" or (whole.dtype.kind == "f" and not np.array_equal(whole, np.rint(whole))):
        raise BadInstance(f"{name} holds whole numbers")
    return whole.astype(np.int64)


def _matching(marks: Any, shape: tuple[int, ...], name: str) -> Any:
    found = np.asarray(marks, bool)
    if found.shape != shape:
        raise BadInstance(f"{name} has shape {found.shape}, {shape} is due")
    return found


def _names(arrays: Mapping[str, Any], name: str, count: int) -> list[str]:
    return [str(one) for one in arrays[name]] if name in arrays else [str(number) for number in range(count)]


def report(rounds: list[Round], seconds: float) -> dict[str, Any]:
    meetings = [(number, meeting) for number, one in enumerate(rounds, start=1) for meeting in one.meetings]
    return {
        "served": len({meeting.mentee for _, meeting in meetings}),
        "meetings": len(meetings),
        "welfare": sum(one.welfare for one in rounds),
        "rounds": [{"meetings": len(one.meetings), "welfare": one.welfare} for one in rounds],
        "seconds": round(seconds, 4),
        "pairs": [{"round": number, "mentee": m.mentee, "mentor": m.mentor, "slot": m.slot} for number, m in meetings],
    }


def _lines(found: dict[str, Any]) -> str:
    lines = [
        f"round {n}: {one['meetings']} meetings, welfare {one['welfare']}" for n, one in enumerate(found["rounds"], 1)
    ]
    total = f"{found['served']} served, {found['meetings']} meetings, welfare {found['welfare']}, {found['seconds']} s"
    return "\n".join([*lines, total])


if __name__ == "__main__":
    sys.exit(main())
