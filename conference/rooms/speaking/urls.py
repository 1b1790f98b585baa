from django.urls import path

from conference.rooms.speaking import views

urlpatterns = [
    path("<conference:slug>/speaking", views.home, name="speaking"),
    path("<slug:slug>/room/<str:code>/slides/<int:pk>", views.slides, name="room_slides"),
    path("<slug:slug>/room/<str:code>/backstage", views.talk, name="room_backstage"),
]
