"""Addresses of the demo; none outside demo and debug mode."""

from django.urls import path

from config.demo import entry, views

urlpatterns = (
    [
        path("demo/enter/<slug:key>", views.enter, name="demo-enter"),
        path("demo/in/<str:token>", views.link, name="demo-link"),
    ]
    if entry.allowed()
    else []
)
