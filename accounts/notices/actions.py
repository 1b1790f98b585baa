"""The only writers of notices: what people are told stands in the app, and goes out by the ways they chose.

Any feature tells somebody something by `send`, inside the unit of work that causes it:

    notices.send(person_id, key=f"chat:{chat.pk}:{chat.sequence}:moved", kind="chat.moved", conference=chat.conference,
                 title=_("Your chat was moved"), text=when, url=reverse("chat", args=[...]))

Once per person and `key`, which names conference, entity, version and kind: a repeated job or command tells nobody
twice. `urgent` is for what may wake her: what she asked for by name, or what cannot wait for the morning.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django_tasks import task

from accounts.models import User
from accounts.notices import doors, events, push, queries
from accounts.notices.models import Delivery, Device, Notice, Wishes
from accounts.notices.quiet import next_loud
from core import clock, mail
from core.actor import Actor
from core.errors import Conflict, Invalid
from core.models import Conference
from core.rows import insert, insert_those_not_there, insert_unless_there
from core.text import clean_line
from core.unit import before_commit, unit_of_work
from realtime import log
from realtime.log import News

KEPT = timedelta(days=90)  # told on /privacy
ATTEMPTS, PAUSE = 5, timedelta(seconds=60)
AT_ONCE = 100
RINGING = 8  # how many services we wait for at a time
MOST_DEVICES = 10
LONGEST_RING = 500  # characters: encrypted, a message must stay below 4096 bytes (RFC 8291 section 4)


def send(
    person_id: int, *, key: str, kind: str, title: str, text: str = "", url: str = "/", urgent: bool = False,
    conference: Conference | None = None, until: datetime | None = None, calendar: str = "", method: str = "",
) -> bool:  # fmt: skip
    """Tell somebody something, once per `key`; False when she was told already.

    `url` is a path of ours. After `until` it is told in the app only. `calendar` is iCalendar text for the letter,
    `method` REQUEST or CANCEL.
    """
    notice = draft(
        person_id, key=key, kind=kind, title=title, text=text, url=url, urgent=urgent, conference=conference,
        until=until, calendar=calendar, method=method,
    )  # fmt: skip
    if not insert_unless_there(notice):
        return False
    zone, unread, hers = queries.reach_and_wishes(person_id)
    _show(notice, unread)
    _send_out(_deliveries(notice, zone, hers, queries.devices))
    return True


def draft(
    person_id: int, *, key: str, kind: str, title: str, text: str = "", url: str = "/", urgent: bool = False,
    conference: Conference | None = None, until: datetime | None = None, calendar: str = "", method: str = "",
) -> Notice:  # fmt: skip
    """What `send` would tell, not told yet: for `send_each`."""
    if not url.startswith("/") or url.startswith("//"):
        raise ValueError("a notice leads to a page of ours")
    return Notice(
        person_id=person_id, key=key, kind=kind, title=clean_line(title)[:200], text=text, url=url[:300], urgent=urgent,
        until=until, conference=conference, at=clock.now(), calendar=calendar, calendar_method=method,
    )  # fmt: skip


def send_each(*drafts: Notice) -> int:
    """Tell each of some people something of her own, in a handful of statements; how many did not know it yet."""
    told = [row for row in insert_those_not_there(*drafts, by=("person_id", "key")) if isinstance(row, Notice)]
    people = {one.person_id for one in told}
    known, devices = queries.reaches_and_wishes(people), queries.devices_of(people)
    deliveries: list[Delivery] = []
    for notice in told:
        zone, unread, hers = known[notice.person_id]
        _show(notice, unread)
        deliveries += _deliveries(notice, zone, hers, devices)
    _send_out(deliveries)
    return len(told)


def send_all(people: Iterable[int], **what: object) -> int:
    """Tell many the same; how many did not know it yet. In portions, by a job, when there may be hundreds."""
    return sum(send(person_id, **what) for person_id in sorted(set(people)))  # type: ignore[arg-type]


def _show(notice: Notice, unread: int, rewrites: bool = False) -> None:
    """On all her screens at once."""
    zone = notice.conference.zone if notice.conference else "UTC"
    data = events.sent(notice, zone, unread)
    log.append(News(f"user:{notice.person_id}", events.SENT, data, f"notice:{notice.pk}", rewrites))


def _deliveries(
    notice: Notice, zone: str, hers: Wishes, devices: Callable[[int], Iterable[Device]]
) -> list[Delivery]:  # fmt: skip
    """A letter and a ring for each of her browsers, as she wishes, not before her quiet hours end."""
    at = notice.at if notice.urgent else next_loud(notice.at, clock.zone(zone), hers.quiet_from, hers.quiet_until)
    rows = [Delivery(notice=notice, due_at=at)] if hers.wants("mail", notice.urgent) else []
    if hers.wants("push", notice.urgent) and settings.VAPID_KEY:
        rows += [Delivery(notice=notice, device=one, due_at=at) for one in devices(notice.person_id)]
    return rows


def _send_out(rows: Sequence[Delivery]) -> None:
    if rows:
        insert(*rows)
        before_commit(_enqueue)


def _enqueue() -> None:
    deliver.enqueue()


@task()
def deliver() -> int:
    """Send what is due; how many went out. May run twice at once: each delivery is taken by one of them.

    A ring whose answer was lost goes again after a minute; browsers show it once, for it has the same tag.
    """
    taken = [found for pk in queries.due(clock.now(), ATTEMPTS, AT_ONCE) if (found := _take(pk))]
    rings = [(one, _ring_of(one, one.device)) for one in taken if one.device]
    for letter in taken:
        if letter.device is None:
            _post(letter)
    with ThreadPoolExecutor(RINGING) as pool:
        answers = list(pool.map(push.send, [ring for _, ring in rings]))
    for ring, answer in zip(rings, answers, strict=True):
        _settle(ring[0], answer)
    return len(taken)


def _take(pk: int) -> Delivery | None:
    """The delivery, if nobody else has it; what came too late is done."""
    now = clock.now()
    mine = Delivery.objects.filter(pk=pk, done=False, due_at__lte=now)
    if not mine.update(due_at=now + PAUSE, attempts=F("attempts") + 1):
        return None
    found = queries.delivery(pk)
    if found.notice.until is not None and found.notice.until <= now:
        Delivery.objects.filter(pk=pk).update(done=True)
        return None
    return found


def send_unkept(person_id: int, *, title: str, text: str, url: str, conference: Conference, tag: str) -> None:
    """Tell somebody whom no table may name, from inside a job: at once or not at all, and nowhere in the app."""
    hers, now = queries.wishes(person_id), clock.now()
    person = User.objects.filter(pk=person_id, is_active=True).first()
    if person is None:
        return
    if hers.wants("mail", urgent=False):
        mail.send_unkept(to=person.email, subject=title, text=_letter(text, url, conference))
    quiet = next_loud(now, clock.zone(person.zone), hers.quiet_from, hers.quiet_until) > now
    if settings.VAPID_KEY and hers.wants("push", urgent=False) and not quiet:
        for device in queries.devices(person_id):
            push.send(_ring(device, tag, title=title, text=text, url=url))


def _letter(text: str, url: str, conference: Conference | None, door: str = "") -> str:
    """`door` is the way in of somebody without a password, who could not open the page where all choose."""
    name = conference.name if conference else "Meridian"
    choose = _("%(name)s. What you are told, and how, you choose at %(link)s") % {
        "name": name, "link": f"{settings.PUBLIC_URL}/notices",
    }  # fmt: skip
    parts = (text, door, name) if door else (text, f"{settings.PUBLIC_URL}{url}", choose)
    return "\n\n".join(part for part in parts if part) + "\n"


def _letter_key(notice: Notice) -> str:
    return f"notice:{notice.pk}"


def _post(delivery: Delivery) -> None:
    notice = delivery.notice
    door = doors.of(notice.person_id, notice.conference_id)
    text = _letter(notice.text, notice.url, notice.conference, door)
    calendar = doors.through(notice.calendar, f"{settings.PUBLIC_URL}{notice.url}", door) if door else notice.calendar
    with unit_of_work():
        Delivery.objects.filter(pk=delivery.pk).update(done=True)
        mail.post(
            _letter_key(notice), to=notice.person.email, subject=notice.title, text=text,
            person_id=notice.person_id, calendar=calendar, method=notice.calendar_method,
        )  # fmt: skip


def _ring_of(delivery: Delivery, device: Device) -> push.Ring:
    notice = delivery.notice
    lives = (notice.until - clock.now()).total_seconds() if notice.until else push.DAY
    return _ring(
        device, notice.key, title=notice.title, text=notice.text, url=notice.url, urgent=notice.urgent,
        lives=max(1, min(push.DAY, int(lives))),
    )  # fmt: skip


def _ring(device: Device, key: str, *, title: str, text: str, url: str, **more: int) -> push.Ring:
    tag = hashlib.sha256(key.encode()).hexdigest()[:32]  # a Topic has 32 characters at most (RFC 8030 section 5.4)
    return push.Ring(
        device.endpoint, device.p256dh, device.auth, tag=tag, title=title, text=text[:LONGEST_RING], url=url,
        urgent=bool(more.get("urgent")), lives=more.get("lives", push.DAY),
    )  # fmt: skip


def _settle(delivery: Delivery, answer: push.Answer) -> None:
    row = Delivery.objects.filter(pk=delivery.pk)
    if answer.outcome == "gone" and delivery.device_id:
        Device.objects.filter(pk=delivery.device_id).delete()
    elif answer.outcome == "later":
        row.update(due_at=clock.now() + max(PAUSE * delivery.attempts, timedelta(seconds=answer.after)))
    else:
        row.update(done=True)


def read(actor: Actor, upto: int) -> int:
    """Remember that she has read her notices up to one of them; how many still wait."""
    person_id = actor.person_id or 0
    Notice.objects.filter(person_id=person_id, pk__lte=upto, read=False).update(read=True)
    waiting = queries.unread(person_id)
    log.append(News(f"user:{person_id}", events.READ, events.Read(unread=waiting)))
    return waiting


def choose(actor: Actor, *, mail: str, push: str, quiet_from: time, quiet_until: time) -> None:
    """Remember by which ways she wants to hear of things, and when not."""
    wishes = {"mail": mail, "push": push, "quiet_from": quiet_from, "quiet_until": quiet_until}
    Wishes.objects.update_or_create(person_id=actor.person_id or 0, defaults=wishes)


def add_device(actor: Actor, *, name: str, endpoint: str, p256dh: str, auth: str) -> Device:
    """Let a browser ring for this person; one that rang for somebody else on the same machine rings for her only."""
    person_id = actor.person_id or 0
    if not push.is_an_endpoint(endpoint):
        raise Invalid("push.not_an_endpoint", _("That is not the address of a push service."), field="endpoint")
    User.objects.select_for_update().get(pk=person_id)
    if Device.objects.filter(person_id=person_id).exclude(endpoint=endpoint).count() >= MOST_DEVICES:
        raise Conflict("push.too_many", _("Ten browsers ring for you already. Remove one first."))
    keys = {"person_id": person_id, "name": name, "p256dh": p256dh, "auth": auth, "made_on": clock.now().date()}
    return Device.objects.update_or_create(endpoint=endpoint, defaults=keys)[0]


def drop_device(device: Device) -> None:
    """Let a browser ring no more."""
    Device.objects.filter(pk=device.pk).delete()


def forget_words(words: Iterable[str], instead: str) -> None:
    """What others were told about somebody who is being erased says `instead` of her name, also in the log."""
    for word in filter(None, words):
        told = Q(title__contains=word) | Q(text__contains=word) | Q(calendar__contains=word)
        for notice in Notice.objects.filter(told).select_related("conference"):
            for name in ("title", "text", "calendar"):
                setattr(notice, name, getattr(notice, name).replace(word, instead))
            notice.save(update_fields=["title", "text", "calendar"])
            _show(notice, queries.unread(notice.person_id), rewrites=True)


def blank(prefix: str) -> None:
    """What was told about one thing (the beginning of its keys) keeps its title alone: its words and files go."""
    told = Notice.objects.filter(key__startswith=prefix).exclude(text="", calendar="")
    for notice in told.select_related("conference"):
        mail.drop(_letter_key(notice))
        notice.text = notice.calendar = ""
        notice.save(update_fields=["text", "calendar"])
        _show(notice, queries.unread(notice.person_id), rewrites=True)


def forget() -> int:
    """Drop notices that are older than KEPT; how many."""
    with transaction.atomic():
        return Notice.objects.filter(at__lt=clock.now() - KEPT).delete()[0]
