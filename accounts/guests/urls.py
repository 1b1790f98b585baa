from django.urls import path

from accounts.guests import views

urlpatterns = [path("guest/<str:token>", views.come_in, name="guest")]
