"""What the rule of the live queue is worth: the simulated congress of tests/networking/queue_simulation.py, in figures.

Options: [SEEDS]. Under load beside each in turn gets the best who is free; with one to three mentors beside first come,
first served. Twenty seeds take about a minute.
"""

from __future__ import annotations

from networking.matchmaking import tick
from tests.networking import queue_simulation as paper


def main(options: list[str]) -> None:
    seeds = range(int(options[0]) if options else 6)
    print(f"{len(seeds)} seeds, in percent of those who came")
    loaded = {name: paper.shares(seeds, 150, 40, rule, "hard") for name, rule in _rules("greedy", paper.greedy).items()}
    for name, (everybody, hard) in loaded.items():
        print(f"150 an hour, 40 mentors, {name:12s} served {everybody:5.1f}, hard to place {hard:5.1f}")
    (ours, ours_hard), (theirs, theirs_hard) = loaded.values()
    gained, lost = ours_hard - theirs_hard, ours - theirs
    print(f"  hard to place {gained:+.1f} (promise: +10), all {lost:+.1f} (promise: -1 at most)")
    for mentors in (1, 2, 3):
        few = {
            name: paper.shares(seeds, 6.0 * mentors, mentors, rule, "worst", all_day=True)
            for name, rule in _rules("first come", paper.first_come).items()
        }
        for name, (everybody, worst) in few.items():
            print(f"{mentors} on duty, {name:12s} served {everybody:5.1f}, worst-fitting quarter {worst:5.1f}")
        (_, ours_worst), (_, theirs_worst) = few.values()
        print(f"  worst-fitting quarter {ours_worst - theirs_worst:+.1f} (promise: -3 at most)")


def _rules(name: str, other: paper.Policy) -> dict[str, paper.Policy]:
    return {"by value": tick.assign, name: other}
