from django.urls import path

from networking.contacts import views

urlpatterns = [
    path("<conference:slug>/contacts", views.contacts, name="contacts"),
    path("<conference:slug>/contacts/<int:pk>", views.contact, name="contact"),
    path("<conference:slug>/contacts/ask/<str:ref>", views.contact_ask, name="contact_ask"),
]
