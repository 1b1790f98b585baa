from django.apps import AppConfig


class FrontendConfig(AppConfig):
    """Templates, styles and modules. It may look down at the kernel; nothing imports it."""

    name = "frontend"
    verbose_name = "Look"
