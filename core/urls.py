from django.urls import path

from core import views

urlpatterns = [
    path("c/<str:name>", views.command, name="command"),
    path("api/v1/commands", views.command_list, name="command_list"),
]
