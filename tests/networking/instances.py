"""Seeded matching instances of our own making: people in a few zones, topics that overlap, some conflicts."""

from __future__ import annotations

from typing import Any

import numpy as np

from networking.matchmaking.rounds import Instance

DAYS, HALF_HOURS = 3, 48


def arrays(mentees: int, mentors: int, *, seed: int = 11) -> dict[str, Any]:
    """The arrays of `python -m networking.matchmaking solve`."""
    random = np.random.default_rng(seed)
    early, late = _free(random, mentees, 8, 20), _free(random, mentors, 4, 10)
    topics_m, topics_n = random.dirichlet(np.full(10, 0.3), mentees), random.dirichlet(np.full(10, 0.4), mentors)
    shared = topics_m @ topics_n.T
    same_house = random.integers(0, 120, mentees)[:, None] == random.integers(0, 120, mentors)[None]
    return {
        "W": np.rint(1000 * shared / shared.max()).astype(np.int64),
        "coi": same_house | (random.random((mentees, mentors)) < 0.01),
        "am": early,
        "an": late,
        "cap": np.minimum(random.integers(3, 7, mentors), late.sum(1)),
        "k": random.integers(1, 3, mentees),
        "tier": random.integers(0, 3, mentees),
    }


def _free(random: np.random.Generator, people: int, least: int, most: int) -> Any:
    """Half hours between 8 and 21 local time, in zones from -8 to +10."""
    free = np.zeros((people, DAYS * HALF_HOURS), bool)
    for row, offset in zip(free, random.choice([-8, -5, 0, 1, 5.5, 8, 10], people), strict=True):
        local = (np.arange(len(row)) * 0.5 + offset) % 24
        awake = np.flatnonzero((local >= 8) & (local < 21))
        row[random.choice(awake, random.integers(least, most + 1), replace=False)] = True
    return free


def instance(mentees: int, mentors: int, *, seed: int = 11, **changes: Any) -> Instance:
    """The same as an Instance; `changes` replace its fields."""
    found = arrays(mentees, mentors, seed=seed)
    fields: dict[str, Any] = {
        "score": found["W"],
        "allowed": ~found["coi"],
        "mentee_free": found["am"],
        "mentor_free": found["an"],
        "capacity": found["cap"],
        "wanted": found["k"],
        "tier": np.zeros(mentees, np.int64),
        "mentee_ids": [f"mentee-{number}" for number in range(mentees)],
        "mentor_ids": [f"mentor-{number}" for number in range(mentors)],
    }
    return Instance(**{**fields, **changes})
