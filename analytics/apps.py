from django.apps import AppConfig


class AnalyticsConfig(AppConfig):
    name = "analytics"

    def ready(self) -> None:
        from analytics.queries.step_figures import MeasuredFigures
        from analytics.services.step_matches import StepMatches
        from journeys.domain.ports import register_step_figures, register_step_references

        register_step_figures(MeasuredFigures())
        register_step_references(StepMatches())
