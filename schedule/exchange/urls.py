from django.urls import path

from schedule.exchange import outside, views

urlpatterns = [
    path("<conference:slug>/schedule.<str:format_name>", views.programme, name="programme-file"),
    path("<conference:slug>/session/<str:code>/calendar.ics", views.session, name="session-ics"),
    path("<conference:slug>/programme/mine.ics", views.mine, name="my-programme-ics"),
    path("<conference:slug>/programme.zip", outside.archive, name="programme-archive"),
    path("<conference:slug>/programme/print", outside.printed, name="programme-print"),
    path("<conference:slug>/embed", outside.frame, name="programme-embed"),
    path("<conference:slug>/organize/programme/import", views.import_page, name="programme-import"),
    path("<conference:slug>/organize/programme/template.csv", views.template, name="programme-template"),
    path("<conference:slug>/organize/programme/template.xlsx", views.workbook, name="programme-workbook"),
]
