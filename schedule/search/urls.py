from django.urls import path

from schedule.search import views

urlpatterns = [path("<conference:slug>/search", views.search, name="search")]
