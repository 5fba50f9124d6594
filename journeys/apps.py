from django.apps import AppConfig


class JourneysConfig(AppConfig):
    name = "journeys"

    def ready(self) -> None:
        from journeys.domain.ports import hear_of_changes, hear_of_purges
        from journeys.realtime.switchboard import tell_of_changes, tell_of_purge, tell_of_withdrawn_access
        from stakeholders.domain.ports import hear_of_withdrawn_access

        hear_of_changes(tell_of_changes)
        hear_of_purges(tell_of_purge)
        hear_of_withdrawn_access(tell_of_withdrawn_access)
