from django.urls import path

from messaging.mentions import views

urlpatterns = [path("<slug:slug>/mentions", views.mentions, name="mentions")]
