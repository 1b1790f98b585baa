from django.urls import path

from accounts.zones import views

urlpatterns = [path("<conference:slug>/zones", views.zones, name="zones")]
