from django.urls import path

from conference.polls import views

urlpatterns = [
    path("<slug:slug>/room/<str:code>/poll/<str:pk>", views.poll, name="room_poll"),
    path("polls/<int:pk>/edit", views.edit, name="poll_edit"),
    path("<slug:slug>/room/<str:code>/polls.csv", views.export, name="room_polls_export"),
]
