"""The only writers of welcome hosts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Membership
from accounts.notices import actions as notices
from core import clock
from core.models import Conference
from messaging import actions as messaging
from messaging.forgetting import actions as words
from networking.mentors import apart, locks
from networking.welcome import choosing, queries
from networking.welcome.models import Hosting, Welcome


def set_hosting(membership: Membership, on: bool) -> None:
    """Host newcomers or not. Those one hosts already stay."""
    Hosting.objects.update_or_create(membership=membership, defaults={"on": on})


def assign(conference: Conference) -> int:
    """Give every first-timer without one a host; how many got one. May run twice: one host per newcomer."""
    newcomers = queries.waiting(conference.pk)
    if not newcomers:
        return 0
    locks.queue(conference.pk)
    hosts, load = queries.hosts(conference.pk), Counter(queries.loads(conference.pk))
    found = 0
    for one in queries.waiting(conference.pk):
        kept_apart = apart.of(one.person_id, conference.pk, {host.person for host in hosts})
        host = choosing.host_for(queries.as_person(one), hosts, load, kept_apart)
        if host is not None:
            load[host.member] += 1
            _pair(conference, one, host.member)
            found += 1
    return found


def _pair(conference: Conference, newcomer: Membership, host: int) -> None:
    made = Welcome.objects.create(newcomer=newcomer, host_id=host, at=clock.now())
    messaging.open_thread(conference.pk, "welcome", str(made.pk))
    host_member = queries.welcome(made.pk).host
    sides = (
        (newcomer.person_id, _("%(name)s is your welcome host") % {"name": host_member.shown_name}),
        (host_member.person_id, _("Please welcome %(name)s") % {"name": newcomer.shown_name}),
    )
    for person, title in sides:
        notices.send(
            person, key=f"welcome:{made.pk}", kind="welcome.host", title=title,
            url=reverse("welcome_chat", args=[conference.slug, made.pk]), conference=conference,
        )  # fmt: skip


def part(conference_id: int, pair: tuple[int, int], by: int) -> None:
    """A newcomer who is kept apart from her host gets another one, as if the host had gone."""
    one, other = pair
    both = Q(newcomer__person=one, host__person=other) | Q(newcomer__person=other, host__person=one)
    for row in Welcome.objects.filter(both, newcomer__conference=conference_id):
        words.drop_thread("welcome", str(row.pk))
        row.delete()


def erase(person_id: int) -> None:
    """Take a person out; whom she hosted gets another host."""
    Welcome.objects.filter(newcomer__person_id=person_id).delete()
    Welcome.objects.filter(host__person_id=person_id).delete()
    Hosting.objects.filter(membership__person_id=person_id).delete()


def forget(conferences: Sequence[int]) -> int:
    """Drop who hosted whom in these conferences, with what the two wrote to each other; how many rows went."""
    found = Welcome.objects.filter(newcomer__conference__in=conferences)
    for pk in found.values_list("pk", flat=True):
        words.drop_thread("welcome", str(pk))
    return found.delete()[0] + Hosting.objects.filter(membership__conference__in=conferences).delete()[0]
