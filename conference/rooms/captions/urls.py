from django.urls import path

from conference.rooms.captions import views

urlpatterns = [path("<slug:slug>/room/<str:code>/captions.vtt", views.captions, name="room_captions")]
