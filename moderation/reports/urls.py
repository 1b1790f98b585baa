from django.urls import path

from moderation.reports import views

urlpatterns = [path("report/<str:kind>/<str:key>", views.report, name="report")]
