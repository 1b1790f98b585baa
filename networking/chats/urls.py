from django.urls import path

from networking.chats import views

urlpatterns = [
    path("<conference:slug>/chats", views.messages, name="messages"),
    path("<conference:slug>/chats/<int:pk>", views.chat, name="chat"),
    path("<conference:slug>/chats/<int:pk>.ics", views.chat_ics, name="chat_ics"),
    path("<conference:slug>/chats/<int:pk>/time", views.chat_move, name="chat_move"),
    path("<conference:slug>/chats/<int:pk>/notes.txt", views.chat_notes, name="chat_notes"),
]
