from django.urls import path

from schedule.programme import views

urlpatterns = [
    path("<conference:slug>/programme", views.programme, name="programme"),
    path("<conference:slug>/session/<str:code>", views.session, name="session"),
    path("<conference:slug>/speaker/<str:code>", views.speaker, name="speaker"),
]
