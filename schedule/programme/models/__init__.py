"""Tables of the programme. Time and place belong to a `Sitting`; public pages read a `Release` of sittings."""

from schedule.programme.models.attending import SignUp, Star
from schedule.programme.models.frame import (
    CODE_LENGTH,
    CODE_SIGNS,
    Place,
    SessionType,
    Speaker,
    Track,
    new_code,
)
from schedule.programme.models.sessions import Session, Talk, TalkSpeaker
from schedule.programme.models.sittings import Change, Edit, Release, ReleasedSitting, Sitting
from schedule.programme.models.wording import Wording

__all__ = [
    "CODE_LENGTH",
    "CODE_SIGNS",
    "Change",
    "Edit",
    "Place",
    "Release",
    "ReleasedSitting",
    "Session",
    "SessionType",
    "SignUp",
    "Sitting",
    "Speaker",
    "Star",
    "Talk",
    "TalkSpeaker",
    "Track",
    "Wording",
    "new_code",
]
