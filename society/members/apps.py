from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "society.members"
    label = "society_members"
    verbose_name = "Members"

    def ready(self) -> None:
        from accounts import facts
        from society.members import commands, privacy, queries  # noqa: F401  they fill the registries

        facts.fact("supporter", queries.is_supporter)
