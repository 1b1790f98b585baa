from django.urls import path

from networking.matchmaking import views

urlpatterns = [
    path("<conference:slug>/queue", views.queue, name="queue"),
    path("<conference:slug>/queue/duty", views.duty, name="duty"),
    path("<conference:slug>/queue/desk", views.desk, name="queue_desk"),
]
