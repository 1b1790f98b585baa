from django.urls import path

from networking.metrics import views

urlpatterns = [path("<conference:slug>/organize/networking", views.metrics, name="networking_metrics")]
