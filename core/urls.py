from django.urls import path, register_converter

from core import views
from core.addresses import ConferenceSlug

register_converter(ConferenceSlug, "conference")

urlpatterns = [
    path("c/<str:name>", views.command, name="command"),
    path("api/v1/commands", views.command_list, name="command_list"),
]
