from django.urls import path

from conference.rooms.replay import views

urlpatterns = [
    path("<slug:slug>/room/<str:code>/along", views.along, name="room_along"),
    path("<slug:slug>/room/<str:code>/missed", views.missed, name="room_missed"),
]
