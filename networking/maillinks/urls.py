from django.urls import path

from networking.maillinks import views

urlpatterns = [
    path("m/<str:words>", views.mentor_link, name="mentor_link"),
    path("m/<str:words>/chats/<int:pk>", views.mentor_link_join, name="mentor_link_join"),
]
