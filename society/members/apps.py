from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "society.members"
    label = "society_members"
    verbose_name = "Members"

    def ready(self) -> None:
        from society.members import commands, privacy  # noqa: F401  they fill the registries
