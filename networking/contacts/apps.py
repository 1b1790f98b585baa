from django.apps import AppConfig


class ContactsConfig(AppConfig):
    name = "networking.contacts"
    label = "contacts"
    verbose_name = "Contacts"

    def ready(self) -> None:
        from accounts import parting
        from messaging import kinds
        from networking.contacts import actions, commands, duties, events, privacy, rules  # noqa: F401
        from realtime import registry

        parting.register(actions.part)
        registry.stream("contact", rules.may_read_stream)
        rights = (rules.thread_read, rules.thread_write, rules.thread_moderate)
        kinds.register("contact", kinds.Kind(may_read=rights[0], may_write=rights[1], may_moderate=rights[2]))
