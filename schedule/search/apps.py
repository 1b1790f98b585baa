from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "schedule.search"
    label = "search"
    verbose_name = "Search"

    def ready(self) -> None:
        from schedule.programme import finding
        from schedule.search import duties, privacy, queries  # noqa: F401  fill the registries

        finding.provide(queries.sessions)
