"""Files in chats, in the database: they go with their message, in every copy of it."""

from __future__ import annotations

from django.db import models

from messaging.models import Message


class Attachment(models.Model):
    """What stands with a message; its bytes are in a table of their own, so that no list of messages reads them."""

    message = models.OneToOneField(Message, models.CASCADE, related_name="file")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)


class Content(models.Model):
    attachment = models.OneToOneField(Attachment, models.CASCADE, primary_key=True, related_name="content")
    data = models.BinaryField()
