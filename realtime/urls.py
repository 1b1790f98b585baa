from django.urls import path

from realtime import views

urlpatterns = [path("streams/<str:name>", views.stream, name="stream")]
