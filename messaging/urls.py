from django.urls import path

from messaging import views

urlpatterns = [path("<conference:slug>/transcript/<int:thread>", views.transcript, name="transcript")]
