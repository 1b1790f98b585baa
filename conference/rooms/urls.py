from django.urls import path

from conference.rooms import views

urlpatterns = [
    path("<slug:slug>/rooms", views.lobby, name="rooms"),
    path("<slug:slug>/room/<str:code>", views.room, name="room"),
    path("<slug:slug>/room/<str:code>/here", views.here, name="room_here"),
    path("<slug:slug>/room/<str:code>/mine", views.mine, name="room_mine"),
    path("<slug:slug>/room/<str:code>/light", views.light, name="room_light"),
    path("<slug:slug>/go", views.go, name="room_go"),
    path("<slug:slug>/room/<str:code>/screen", views.screen, name="room_screen"),
    path("<slug:slug>/room/<str:code>/desk", views.desk, name="room_desk"),
]
