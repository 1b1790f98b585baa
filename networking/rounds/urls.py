from django.urls import path

from networking.rounds import views

urlpatterns = [
    path("<conference:slug>/mentors/rounds", views.my_rounds, name="my_rounds"),
    path("<conference:slug>/organize/rounds", views.rounds, name="rounds"),
    path("<conference:slug>/organize/rounds/<int:pk>", views.round_page, name="round"),
]
