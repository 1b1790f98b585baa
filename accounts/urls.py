from django.urls import path

from accounts import organizing, views

urlpatterns = [
    path("", views.start, name="start"),
    path("conferences/new", organizing.conference_new, name="conference_new"),
    path("profile", views.profile, name="profile"),
    path("profile/export", views.export, name="profile_export"),
    path("profile/erase", views.erase, name="profile_erase"),
    path("help", views.help_page, name="help"),
    path("privacy", views.privacy_page, name="privacy"),
    path("<conference:slug>/", views.home, name="home"),
    path("<conference:slug>/join", views.join, name="join"),
    path("<conference:slug>/people", views.people, name="people"),
    path("<conference:slug>/people/<str:ref>", views.person, name="person"),
    path("<conference:slug>/help", views.help_page, name="conference_help"),
    path("<conference:slug>/organize", organizing.overview, name="organize"),
    path("<conference:slug>/organize/settings", organizing.settings, name="organize_settings"),
    path("<conference:slug>/organize/roles", organizing.roles, name="organize_roles"),
    path("<conference:slug>/organize/people", organizing.people, name="organize_people"),
]
