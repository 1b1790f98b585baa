from django.urls import path

from conference.questions.seals import views

urlpatterns = [path("<slug:slug>/desk/author/<int:question>", views.author, name="question_author")]
