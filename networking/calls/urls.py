from django.urls import path

from networking.calls import views

urlpatterns = [path("<conference:slug>/device-check", views.device_check, name="device_check")]
