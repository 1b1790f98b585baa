from django.urls import path

from conference.lounges import views

urlpatterns = [
    path("<slug:slug>/lounges/<int:pk>", views.lounge, name="lounge"),
    path("<slug:slug>/lounges/<int:pk>/mine", views.mine, name="lounge_mine"),
    path("<slug:slug>/lounges/<int:pk>/desk", views.desk, name="lounge_desk"),
    path("<slug:slug>/organize/lounges", views.keeping, name="lounges-keeping"),
    path("<slug:slug>/organize/lounges/<int:pk>", views.one, name="lounge-keeping"),
]
