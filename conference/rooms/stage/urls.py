from django.urls import path

from conference.rooms.stage import views

urlpatterns = [
    path("ingest/on-publish", views.on_publish, name="ingest_on_publish"),
    path("ingest/on-publish-done", views.on_publish_done, name="ingest_on_publish_done"),
    path("<slug:slug>/room/<str:code>/stage", views.stage, name="room_stage"),
    path("<slug:slug>/room/<str:code>/meeting", views.meeting, name="room_meeting"),
    path("<slug:slug>/room/<str:code>/desk/recording", views.found_recording, name="room_found_recording"),
    path("<slug:slug>/room/<str:code>/desk/stream", views.key, name="room_stream_key"),
]
