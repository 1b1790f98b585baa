"""Parallel clients book mentors' times for a minute on PostgreSQL, and many end the same offers: what races cost.

Options: [SECONDS [CLIENTS [OFFERS [PROCESSES]]]], 60, 24, 200 and two processes a processor. Each client calls the
action within a unit of work by a connection of its own, in a thread of its process, as web processes serve clients;
all begin together once they are connected. Most attempts meet a taken time, as at the opening of a popular congress.
Beside it, in the same run: what one client alone costs, what the messages and rows of a booking cost the driver alone,
and how many plain rows the same number of clients commit. With POSTGRES_DURABLE=1 the server waits for its disk at each
commit, as in production; without it the disk of the machine does not count.
"""

from __future__ import annotations

import os

BOOKED, TRIED = 150, 1000  # a second, promised
ACTORS = 20
PEER_SECONDS = 5


def main(options: list[str]) -> None:
    os.environ.setdefault("MERIDIAN_TEST_BACKEND", "postgres")
    from benchmarks.booking import crowd, offers, peer, place
    from benchmarks.rounds import database

    given = [int(one) for one in options]
    seconds, clients, many, processes = given + [60, 24, 200, 2 * (os.cpu_count() or 1)][len(given) :]
    with database():
        from networking.matchmaking.models import Offer

        here = place.prepare()
        print(f"load of the machine before {os.getloadavg()[0]:.1f}, processors {os.cpu_count()}, {peer.settings()}")
        booking, late = crowd.alone(here)
        print(f"one client alone\n  a booking    {booking}\n  comes late   {late}")
        print(f"  the floor    {peer.floor()}")
        plain = peer.commits(clients, PEER_SECONDS, processes)
        total, used = place.side_by_side(clients, crowd.client, here, seconds, processes=processes)
        tried, booked = sum(total.values()), total["booked"]
        print(f"{clients} clients in {processes} processes for {seconds} s: {dict(total)}")
        print(f"  booked     {booked / seconds:8.1f} a second  (promise: {BOOKED})")
        print(f"  tried      {tried / seconds:8.1f} a second  (promise: {TRIED})")
        print(f"  processor  {1000 * used / max(1, tried):8.2f} ms an attempt, {used / seconds:.2f} processors busy")
        print(f"  peer       {plain:8.1f} plain rows a second, ratio of attempts to it {tried / seconds / plain:.2f}")
        print(f"  {place.faults()}  (promise: 0 of each)")
        if many:
            pks = offers.make(many)
            ended, _cpu = place.side_by_side(ACTORS, offers.racer, pks)
            live = Offer.objects.filter(pk__in=pks, state="live").count()
            print(f"{many} offers, {ACTORS} actors each: {many - live} ended once, {live} live; {dict(ended)}")
