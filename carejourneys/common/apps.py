from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "carejourneys.common"
    label = "common"
