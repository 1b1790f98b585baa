from django.urls import path

from networking.chats import views

urlpatterns = [
    path("<conference:slug>/chats", views.messages, name="messages"),
    path("<conference:slug>/chats/<int:pk>", views.chat, name="chat"),
    path("<conference:slug>/chats/<int:pk>.ics", views.chat_ics, name="chat_ics"),
]
