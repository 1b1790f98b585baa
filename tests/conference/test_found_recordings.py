"""What a meeting server recorded is offered to those who run the room, where nobody is against it, and shown by nobody
but them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from conference.rooms import actions as rooms
from conference.rooms.models import FoundRecording, Recording, Room
from conference.rooms.stage import bigbluebutton
from conference.rooms.stage import queries as stages
from conference.rooms.stage.found import actions, queries
from core import clock
from core.errors import Conflict, Forbidden, NotFound, Unavailable
from realtime import log
from tests import factories
from tests.conference import stage
from tests.conference.meetings import SECRET, Meetings, serving
from tests.factories import World, browser_of, do, run_jobs

FILM = "https://meet.example/playback/video/4f2-1/"
SLIDES = "https://meet.example/playback/presentation/2.3/4f2-1"


@pytest.fixture
def meetings(settings: Any) -> Iterator[str]:
    with serving() as address:
        settings.BBB_URL, settings.BBB_SECRET, settings.EMBED_HOSTS = address, SECRET, ["meet.example"]
        yield address


@pytest.fixture
def over(world: World, meetings: str) -> Room:
    """The room of a session with a meeting that ended an hour ago."""
    room = rooms.room_of(stage.session(world.congress, starts_in=-120, minutes=60))
    do(world.mo, "stage.add_source", room=room.pk, label="Workshop", url="bigbluebutton:")
    return room


def has(room: Room, *formats: tuple[str, str], begins: datetime | None = None, meeting: str = "") -> None:
    """The server has a recording of the room's meeting."""
    start = int((begins or clock.now() - timedelta(minutes=125)).timestamp() * 1000)
    kinds = "".join(f"<format><type>{kind}</type><url>\n {url} </url></format>" for kind, url in formats)
    Meetings.says["getRecordings"] = (
        f"<recordings><recording><recordID>4f2-1</recordID><meetingID>{meeting or f'meridian-{room.pk}'}</meetingID>"
        f"<published>true</published><state>published</state><startTime>{start}</startTime>"
        f"<endTime>{start + 3_600_000}</endTime><playback>{kinds}</playback></recording></recordings>"
    )


def look(world: World, room: Room) -> str:
    do(world.mo, "recording.look", room=room.pk)
    while run_jobs():
        pass
    return FoundRecording.objects.get(room=room).state


def asked() -> list[dict[str, list[str]]]:
    return [words for call, words in Meetings.calls if call == "getRecordings"]


def desk(world: World, room: Room) -> str:
    return str(browser_of(world.mo).get(f"/tidelines/room/{room.session.code}/desk").content.decode())


def test_what_was_found_is_offered_at_the_desk_and_shown_to_nobody(world: World, over: Room) -> None:
    has(over, ("presentation", SLIDES), ("video", FILM))
    assert look(world, over) == "found"
    assert asked()[0] == {"meetingID": [f"meridian-{over.pk}"], "state": ["published"]}
    assert FILM in desk(world, over)
    assert not Recording.objects.exists()
    room = browser_of(world.bob).get(f"/tidelines/room/{over.session.code}").content.decode()
    assert FILM not in room + str([event.data for event in log.read(over.stream, 0)])


def test_it_is_shown_once_somebody_says_that_all_speakers_agreed(world: World, over: Room) -> None:
    has(over, ("video", FILM))
    look(world, over)
    address = f"/tidelines/room/{over.session.code}/desk/recording"
    form = browser_of(world.mo).get(address).content.decode()
    assert f'value="{FILM}"' in form
    assert 'value="0:05:' in form or 'value="0:04:' in form  # it was started five minutes before the session
    assert browser_of(world.bob).get(address).status_code == 404
    do(world.mo, "recording.attach", room=over.pk, url=FILM, begins="5:00", consent="yes")
    assert stages.recording_of(over)[0]["url"] == FILM
    assert browser_of(world.mo).get(address).status_code == 404
    assert "A recording is on the meeting server" not in desk(world, over)


def test_after_a_session_it_is_looked_for_by_itself_and_again_until_it_is_there(world: World, over: Room) -> None:
    now = clock.now()
    assert actions.look_for_due(now) == 1
    assert FoundRecording.objects.get().state == "none"
    assert actions.look_for_due(now) == 0
    has(over, ("video", FILM))
    FoundRecording.objects.update(looked_at=now - timedelta(minutes=31))
    assert actions.look_for_due(now) == 1
    assert FoundRecording.objects.get().state == "found"
    FoundRecording.objects.update(looked_at=now - timedelta(minutes=31))
    assert actions.look_for_due(now) == 0


def test_nobody_looks_while_the_session_runs_nor_after_three_days(world: World, meetings: str) -> None:
    room = stage.room(world.congress)
    do(world.mo, "stage.add_source", room=room.pk, label="Workshop", url="bigbluebutton:")
    assert not queries.due(clock.now()).exists()
    assert queries.due(clock.now() + timedelta(hours=1)).get() == room
    assert not queries.due(clock.now() + timedelta(days=4)).exists()


@pytest.mark.parametrize("against", ["mark", "embargo", "speaker"])
def test_where_somebody_is_against_it_nothing_is_recorded_looked_for_or_offered(
    world: World, over: Room, against: str
) -> None:
    has(over, ("video", FILM))
    look(world, over)
    if against == "mark":
        do(world.mo, "room.mark", room=over.pk, mark="no_recording")
    elif against == "embargo":
        do(world.mo, "room.mark", room=over.pk, mark="open", embargo="2099-01-01")
    else:
        factories.speaker_in(over, world.alice)
        do(world.alice, "speaker.agree", room=over.pk, mark="no_recording")
        do(world.mo, "room.mark", room=over.pk, mark="open")  # the desk's word alone does not record her
    assert FILM not in desk(world, over) + str([event.data for event in log.read(over.desk, 0)])
    with pytest.raises(Conflict):
        do(world.mo, "recording.look", room=over.pk)
    before = len(asked())
    assert actions.look_for_due(clock.now()) == 0
    assert actions.look.func(over.pk) == ""
    assert len(asked()) == before
    assert not FoundRecording.objects.exists()
    over.refresh_from_db()
    assert not queries.may_record(over, clock.now())


def test_a_meeting_is_made_without_recording_where_somebody_is_against_it(world: World, meetings: str) -> None:
    room = stage.room(world.congress)
    do(world.mo, "stage.add_source", room=room.pk, label="Workshop", url="bigbluebutton:")
    for mark, record in (("open", "true"), ("no_recording", "false")):
        do(world.mo, "room.mark", room=room.pk, mark=mark)
        browser_of(world.bob).get(f"/tidelines/room/{room.session.code}/meeting")
        assert Meetings.calls[-1][1]["record"] == [record]
        assert Meetings.calls[-1][1]["autoStartRecording"] == ["false"]


def test_a_recording_of_another_meeting_or_on_a_strange_host_is_not_offered(world: World, over: Room) -> None:
    has(over, ("video", FILM), meeting="meridian-999")
    assert look(world, over) == "none"
    for url in (
        "https://evil.example/playback/video/1/",
        "http://meet.example/playback/video/1/",
        "javascript:alert(1)",
    ):
        has(over, ("video", url))
        assert look(world, over) in {"none", "elsewhere"}
    assert "evil.example" not in desk(world, over)


BOMB = '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><response>&b;</response>'
FILES = '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><response>&x;</response>'


@pytest.mark.parametrize("said", [BOMB, FILES, "<?xml version='1.0'?><response>", "<?xml " + "x" * 2_000_000])
def test_hostile_answers_are_an_answer_that_did_not_come(world: World, over: Room, said: str) -> None:
    Meetings.says["getRecordings"] = said
    assert look(world, over) == "away"
    assert "did not answer" in desk(world, over)


def test_nobody_leads_us_elsewhere(world: World, over: Room, settings: Any) -> None:
    with serving() as inside:
        settings.BBB_URL = inside
        Meetings.leads_to = f"{inside}/api/secret"
        assert look(world, over) == "away"
        assert [call for call, _words in Meetings.calls] == ["getRecordings"]


def test_a_wrong_secret_and_odd_times_break_nothing(world: World, over: Room, settings: Any) -> None:
    for odd in ("", "x", "9" * 40, "-5"):
        has(over, ("video", FILM))
        start = Meetings.says["getRecordings"].split("<startTime>")[1].split("<")[0]
        Meetings.says["getRecordings"] = Meetings.says["getRecordings"].replace(start, odd, 1)
        assert bigbluebutton.recordings(f"meridian-{over.pk}")[0].started is None
    settings.BBB_SECRET = "another"
    with pytest.raises(Unavailable):
        bigbluebutton.recordings(f"meridian-{over.pk}")


def test_only_who_runs_the_room_looks_and_what_was_turned_down_is_not_offered_again(world: World, over: Room) -> None:
    has(over, ("video", FILM))
    with pytest.raises(Forbidden):
        do(world.bob, "recording.look", room=over.pk)
    with pytest.raises(NotFound):
        do(world.charlie, "recording.look", room=over.pk)
    look(world, over)
    do(world.mo, "recording.decline", room=over.pk)
    assert FILM not in desk(world, over)
    assert not queries.due(clock.now() + timedelta(hours=1)).exists()


def test_without_frames_of_its_host_a_playback_opens_in_its_own_window(settings: Any) -> None:
    settings.BBB_URL, settings.EMBED_HOSTS = "https://meet.example/bigbluebutton", []
    found = stages.player(SLIDES)
    assert found is not None
    assert (found.kind, found.address) == ("link", SLIDES)
    assert stages.player("https://meet.example/elsewhere") is None
