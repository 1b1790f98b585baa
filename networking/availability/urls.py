from django.urls import path

from networking.availability import views

urlpatterns = [path("<conference:slug>/mentors/when", views.when, name="availability")]
