"""Where letters go: Django's e-mail settings from one address, in the words of the Django in use."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import django
import environ

TIMEOUT_SECONDS = 10
# What each EMAIL_ setting is called among a mailer's options
OPTIONS = {
    "EMAIL_HOST": "host",
    "EMAIL_PORT": "port",
    "EMAIL_HOST_USER": "username",
    "EMAIL_HOST_PASSWORD": "password",
    "EMAIL_USE_TLS": "use_tls",
    "EMAIL_USE_SSL": "use_ssl",
    "EMAIL_FILE_PATH": "file_path",
    "EMAIL_TIMEOUT": "timeout",
}


def mail_settings(url: str, folder: Path) -> dict[str, Any]:
    """Settings for `url`, such as smtp+tls://name:password@host:587; without one, letters become files in `folder`.

    From Django 6.1 on that is MAILERS, before it EMAIL_BACKEND and its companions.
    """
    if url:
        found = {**environ.Env.email_url_config(url), "EMAIL_TIMEOUT": TIMEOUT_SECONDS}
    else:
        found = {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": str(folder),
        }
    if django.VERSION < (6, 1):
        return found
    smtp = "smtp" in found["EMAIL_BACKEND"]
    wanted = OPTIONS.keys() - {"EMAIL_FILE_PATH"} if smtp else {"EMAIL_FILE_PATH"}
    options = {OPTIONS[name]: found[name] for name in wanted if found.get(name) not in (None, "")}
    return {"MAILERS": {"default": {"BACKEND": found["EMAIL_BACKEND"], "OPTIONS": options}}}
