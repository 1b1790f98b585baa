from django.apps import AppConfig


class MaillinksConfig(AppConfig):
    name = "networking.maillinks"
    label = "maillinks"
    verbose_name = "Personal links of mentors"

    def ready(self) -> None:
        from accounts.notices import doors
        from networking.maillinks import actions, commands, duties, privacy  # noqa: F401  they fill the registries

        doors.register(actions.door)
