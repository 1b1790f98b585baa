from django.urls import path

from networking.hallway import views

urlpatterns = [
    path("<conference:slug>/hallway", views.hallway, name="hallway"),
    path("<conference:slug>/hallway/<int:pk>", views.hallway_meeting, name="hallway_meeting"),
    path("<conference:slug>/hallway/tables/<int:pk>", views.circle, name="circle"),
]
