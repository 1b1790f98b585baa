from django.urls import path

from society.materials import views

urlpatterns = [
    path("society/texts", views.library, name="society_texts"),
    path("society/texts/<slug:slug>", views.text, name="society_text"),
]
