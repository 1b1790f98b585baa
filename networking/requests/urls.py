from django.urls import path

from networking.requests import views

urlpatterns = [path("<conference:slug>/requests", views.requests, name="requests")]
