from django.urls import path

from schedule.launch import views

urlpatterns = [path("<conference:slug>/organize/setup", views.setup, name="setup")]
