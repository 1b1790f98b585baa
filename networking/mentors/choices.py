"""What mentors offer help with and mentees look for, and the ways a career may take: codes kept, words shown."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

HELP: dict[str, str | Promise] = {
    "fellowships": _("Grants and fellowships"),
    "papers": _("Writing and publishing"),
    "talks": _("Talks and posters"),
    "jobs": _("Applications and interviews"),
    "lab": _("Starting a group"),
    "methods": _("Methods and study design"),
    "abroad": _("Going abroad"),
    "change": _("Changing field or leaving academia"),
    "clinic": _("Clinic and research together"),
    "people": _("Supervisors, teams and conflicts"),
    "balance": _("Family, health and work"),
    "patients": _("Patient perspective and involvement"),
}
PATHS: dict[str, str | Promise] = {
    "academia": _("Academia"),
    "clinic": _("Clinic"),
    "industry": _("Industry"),
    "public": _("Public service and regulation"),
    "communication": _("Communication and publishing"),
    "advocacy": _("Advocacy"),
}
