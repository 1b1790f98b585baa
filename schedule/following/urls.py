from django.urls import path

from schedule.following import views

urlpatterns = [
    path("<conference:slug>/my-calendar", views.my_calendar, name="my-calendar"),
    path("<conference:slug>/calendar/<str:secret>.ics", views.feed, name="calendar-feed"),
]
