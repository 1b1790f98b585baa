from django.urls import path

from moderation.reports import views

urlpatterns = [
    path("<slug:slug>/help-now", views.help_now, name="help_now"),
    path("report/<str:kind>/<str:key>", views.report, name="report"),
]
