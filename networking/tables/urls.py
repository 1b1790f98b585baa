from django.urls import path

from networking.tables import views

urlpatterns = [
    path("<conference:slug>/mentors/tables", views.tables, name="tables"),
    path("<conference:slug>/mentors/tables/<int:pk>", views.table, name="table"),
]
