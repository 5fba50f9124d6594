from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "carejourneys.pages"
    label = "pages"
