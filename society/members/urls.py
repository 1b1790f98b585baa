from django.urls import path

from society.members import views

urlpatterns = [
    path("society/join", views.join, name="supporter_join"),
    path("society/thanks", views.thanks, name="supporter_thanks"),
    path("society/leave/<str:token>", views.leave, name="supporter_leave"),
]
