"""Who may open which page and follow which stream: the whole list. What is reachable and not here fails the tests.

The word is a permission, or "public", "session" (whoever came in somehow, guests by code too), "signed_in", "room"
(members and guests of that room) or "joined". A permission granted in the one room of the page counts there. With "?"
the page looks at its object, too: it may not be there, or be another's. `docs/authorisation.md` is made from it.
"""

from __future__ import annotations

PAGES = {
    # the kernel
    "command": "public?",  # each command decides; see its row
    "command_list": "public",
    "stream": "session?",  # each stream decides; see its row
    "favicon": "public?",
    "push_worker": "public",
    "media": "public?",
    "demo-enter": "public?",
    "demo-link": "public?",
    "ingest_on_publish": "public?",  # the ingest server, with a signed key
    "ingest_on_publish_done": "public?",
    # people
    "start": "public?",
    "help": "public",
    "conference_help": "public",
    "privacy": "public",
    "guest": "public?",
    "profile": "signed_in",
    "profile_export": "signed_in",
    "profile_erase": "signed_in",
    "notices": "signed_in",
    "conference_new": "signed_in?",
    "home": "public",
    "join": "signed_in?",
    "people": "joined",
    "person": "joined?",
    "organize": "conference.organize",
    "organize_settings": "conference.organize",
    "organize_roles": "conference.organize",
    "organize_people": "conference.organize",
    "organize_record": "conference.organize",
    "organize_care": "conference.organize",
    # keeping it kind
    "desk": "moderate!",
    "desk_member": "moderate!",
    "about_me": "session",
    "report": "joined?",
    "question_author": "moderate?",
    # the programme
    "programme": "public",
    "session": "public",
    "speaker": "public?",
    "programme-file": "public",
    "session-ics": "public",
    "my-programme-ics": "session",
    "programme-import": "programme.manage",
    "programme-template": "public",
    # rooms
    "rooms": "public",
    "room_go": "public",
    "room": "room",
    "room_mine": "room",
    "room_light": "room",
    "room_screen": "room",
    "room_stage": "room",
    "room_along": "room",
    "room_missed": "room",
    "room_similar": "room",
    "room_poll": "room?",
    "room_meeting": "room?",
    "room_captions": "room?",
    "room_desk": "moderate",
    "room_polls_export": "poll.run",
    "room_stream_key": "room.run?",
    "transcript": "joined?",
    # mentors
    "mentors": "joined",
    "mentor": "joined?",
    "mentor_profile": "mentor.offer",
    "mentor_approval": "mentor.approve",
    "wishes": "joined",
    "availability": "joined",
    "device_check": "joined",
    "messages": "joined",
    "chat": "joined?",
    "chat_ics": "joined?",
    "chat_move": "joined?",
    "chat_notes": "joined?",
    "queue": "joined",
    "duty": "joined?",  # mentors, and ambassadors for peers
    "queue_desk": "queue.watch",
    "my_rounds": "joined",
    "rounds": "round.manage",
    "round": "round.manage?",
    "tables": "joined",
    "table": "joined?",
    "welcome": "joined",
    "welcome_chat": "joined?",
    # the society
    "society": "public?",
    "society_texts": "public",
    "society_text": "public?",
    "supporter_join": "public",
    "supporter_thanks": "public",
    "supporter_leave": "public",
    # the entrance, by allauth
    "account_login": "public?",
    "account_logout": "public?",
    "account_signup": "public?",
    "account_inactive": "public",
    "account_request_login_code": "public?",
    "account_confirm_login_code": "public?",
    "account_email_verification_sent": "public?",
    "account_reset_password": "public",
    "account_reset_password_done": "public",
    "account_reset_password_from_key": "public",
    "account_reset_password_from_key_done": "public",
    "account_reauthenticate": "signed_in?",
    "account_email": "signed_in",
    "account_change_password": "signed_in?",
    "account_set_password": "signed_in?",
}

STREAMS = {
    "user": "session?",  # one's own
    "conference": "joined",
    "moderators": "moderate!",
    "room": "room",
    "poll": "room?",
    "desk": "moderate",
    "chat": "joined?",
    "queue": "joined?",
    "rounds": "round.manage?",
    "table": "joined?",
    "welcome": "joined?",
}
