from django.urls import path

from schedule.series import views

urlpatterns = [
    path("<conference:slug>/series", views.series, name="series"),
    path("<conference:slug>/organize/series", views.keeping, name="series-keeping"),
]
