from django.urls import path

from accounts.notices import views

urlpatterns = [
    path("notices", views.notices, name="notices"),
    path("<conference:slug>/notices", views.notices, name="notices"),
]
