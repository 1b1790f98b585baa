from django.urls import path

from networking.welcome import views

urlpatterns = [
    path("<conference:slug>/mentors/welcome", views.hosting, name="welcome"),
    path("<conference:slug>/mentors/welcome/<int:pk>", views.chat, name="welcome_chat"),
]
