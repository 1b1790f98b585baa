from django.urls import path

from society.home import views

urlpatterns = [path("society", views.home, name="society")]
