from django.urls import path

from schedule.programme import views
from schedule.programme.editor import views as editor
from schedule.programme.hours import views as hours
from schedule.programme.releases import views as releases
from schedule.programme.words import views as words

urlpatterns = [
    path("<conference:slug>/programme", views.programme, name="programme"),
    path("<conference:slug>/programme/changes", releases.changes, name="programme-changes"),
    path("<conference:slug>/programme/changes.atom", releases.feed, name="programme-feed"),
    path("<conference:slug>/session/<str:code>", views.session, name="session"),
    path("<conference:slug>/speaker/<str:code>", views.speaker, name="speaker"),
    path("<conference:slug>/organize/programme", editor.editor, name="programme-editor"),
    path("<conference:slug>/organize/programme/day", editor.day, name="programme-editor-day"),
    path("<conference:slug>/organize/programme/session/new", editor.new, name="programme-session-new"),
    path("<conference:slug>/organize/programme/session/<str:code>", editor.session, name="programme-session"),
    path("<conference:slug>/organize/programme/frame", editor.frame, name="programme-frame"),
    path("<conference:slug>/organize/programme/speakers", words.speakers, name="programme-speakers"),
    path("<conference:slug>/organize/programme/hours", hours.hours, name="programme-hours"),
    path("<conference:slug>/my-hours", hours.mine, name="my-hours"),
    path("<conference:slug>/organize/programme/release", releases.next_release, name="programme-release"),
    path("<conference:slug>/organize/programme/outbox", releases.outbox, name="programme-outbox"),
]
