from django.apps import AppConfig


class MaterialsConfig(AppConfig):
    name = "society.materials"
    label = "society_materials"
    verbose_name = "Materials"

    def ready(self) -> None:
        from society.materials import privacy  # noqa: F401  fills the privacy registry
