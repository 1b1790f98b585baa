from django.urls import path

from messaging.files import views

urlpatterns = [path("files/<int:pk>", views.attachment, name="attachment")]
