from django.urls import path

from moderation.duty import views

urlpatterns = [path("<slug:slug>/organize/moderation", views.care, name="organize_care")]
