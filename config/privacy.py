"""The tables of libraries: how long they keep what, and why there is nothing of a person in them."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django_tasks_db.models import DBTaskResult

from core import privacy

for _model in (Permission, Group, Group.permissions.through):
    privacy.table(_model, retention="not used", why_not="Django's own groups; our roles are rows of each conference")
privacy.table(ContentType, retention="with the software", why_not="names of tables")
privacy.table(
    DBTaskResult,
    retention="14 days",
    why_not="names of jobs and when they ran; their arguments hold ids only, never content",
)
