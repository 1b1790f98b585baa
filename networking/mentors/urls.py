from django.urls import path

from networking.mentors import views

urlpatterns = [
    path("<conference:slug>/mentors", views.mentors, name="mentors"),
    path("<conference:slug>/mentors/offer", views.mentor_profile, name="mentor_profile"),
    path("<conference:slug>/mentors/approval", views.mentor_approval, name="mentor_approval"),
    path("<conference:slug>/mentors/<str:ref>", views.mentor, name="mentor"),
]
