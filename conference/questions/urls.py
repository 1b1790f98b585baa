from django.urls import path

from conference.questions import views

urlpatterns = [path("<slug:slug>/room/<str:code>/similar", views.similar, name="room_similar")]
