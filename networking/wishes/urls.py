from django.urls import path

from networking.wishes import views

urlpatterns = [path("<conference:slug>/mentors/wishes", views.wishes, name="wishes")]
