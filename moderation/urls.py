from django.urls import path

from moderation import views

urlpatterns = [
    path("<conference:slug>/desk", views.desk, name="desk"),
    path("<conference:slug>/desk/member/<str:ref>", views.member, name="desk_member"),
    path("<conference:slug>/about-me", views.about_me, name="about_me"),
    path("<conference:slug>/organize/record", views.record, name="organize_record"),
]
