from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Loads the demonstration's content; a real site has nothing like it."""

    name = "example_site.demo"
    label = "demo"
