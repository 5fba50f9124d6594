"""Who may reach what: one row for every address of the product. The matrix test derives from it what everybody gets.

Every URL name of the URLconf stands here once; a new page fails the test until it has its row:

    "name of the URL": Entry(who may, its arguments, methods it answers)

who may    a Permission of the economy: strangers and those who left get 404, members without it 403, who is not signed in goes to
           sign in or gets 401;
           SIGNED_IN, everybody with an account; PUBLIC, everybody; OWNER, only whoever it belongs to (everybody else 404);
           LIBRARY, a page of the sign-in library, which guards itself: here it only must not fail.
arguments  a function of the World (tests/permissions/world.py) that gives the address its arguments. Things of a map come from `world.map`,
           which stands for the live map and for the one put away in turn: use `of_map` and its like, so that both are asked about.
           Data go the same way: `world.dataset` stands for data that were read and for a file that waits to be.
methods    "GET", "POST" or both; every other one must answer 405.
writes     who may POST, where fewer may than may look.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from stakeholders.domain.permissions import Permission as P
from stakeholders.domain.texts import TextKind

from .world import World


class Who(Enum):
    PUBLIC = "everybody"
    SIGNED_IN = "everybody signed in"
    OWNER = "whoever it belongs to"
    LIBRARY = "guards itself"


PUBLIC, SIGNED_IN, OWNER, LIBRARY = Who.PUBLIC, Who.SIGNED_IN, Who.OWNER, Who.LIBRARY
Arguments = Callable[[World], dict[str, Any]]


def nothing(world: World) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Entry:
    """A row: see the module."""

    needs: P | Who
    arguments: Arguments = nothing
    methods: str = "GET"
    writes: P | None = None

    def asks(self, method: str) -> P | Who:
        """Who may do this here."""
        return self.writes if self.writes is not None and method == "POST" else self.needs


def economy(world):
    return {"slug": world.economy.slug}


def text(world):
    return {**economy(world), "kind": TextKind.PRIVACY}


def organisation(world):
    return {**economy(world), "organisation_id": world.organisation.pk}


def membership(world):
    return {**economy(world), "membership_id": world.membership.pk}


def invited(world):
    return {**economy(world), "invitation_id": world.invitation.pk}


def invitation(world):
    return {"secret": world.invitation_secret}


def token(world):
    return {"number": world.token}


def journey(world):
    return {"journey_id": world.journey.pk}


def measure(world):
    return {**journey(world), "name": "lead-time"}


def of_map(world):
    return {"map_id": world.map.pk}


def both_maps(world):
    """The map in the state that is asked about, against the other one of its journey."""
    other = world.small if world.state == "put away" else world.put_away
    return {**of_map(world), "other_id": other.map.pk}


def share(world):
    return {"share_id": world.share.pk}


def shared(world):
    return {"secret": world.share_secret}


def figure(world):
    return {**of_map(world), "name": "lead_time"}


def element(world):
    return {**of_map(world), "element_id": world.here.steps[0]}


def add_step(world):
    return {**of_map(world), "kind": "step.add"}


def moment(world):
    return {**of_map(world), "revision": 1}


def baseline(world):
    return {**of_map(world), "baseline_id": world.baseline_of[world.map.pk]}


def csv_of_map(world):
    return {**of_map(world), "kind": "csv"}


def redaction(world):
    return {**of_map(world), "redaction_id": world.redaction_of[world.map.pk]}


def job(world):
    return {"job_id": world.job.pk}


def of_dataset(world):
    return {"dataset_id": world.dataset.pk}


def of_result(world):
    return {"result_id": world.result.pk}


def of_feed(world):
    return {"feed_id": world.dataset.feed_id}


def dataset_and_map(world):
    return {**of_dataset(world), "map_id": world.small.map.pk}


def api_economy(world):
    return {"slug": world.economy.slug}


def api_feed(world):
    return {"id": world.dataset.feed_id}


def api_dataset(world):
    return {"id": world.dataset.pk}


def api_job(world):
    return {"id": world.job.pk}


def api_organisation(world):
    return {"id": world.organisation.pk}


def api_journey(world):
    return {"id": world.journey.pk}


def api_map(world):
    return {"id": world.map.pk}


def api_metric(world):
    return {"name": "measured_wait"}


def api_run(world):
    return {"id": world.result.pk}


def api_both_maps(world):
    both = both_maps(world)
    return {"id": both["map_id"], "other": both["other_id"]}


def key(world):
    return {"pk": 1}


def provider(world):
    return {"provider_id": "none"}


ENTRY_POINTS: dict[str, Entry] = {
    # for everybody
    "healthz": Entry(PUBLIC),
    "readyz": Entry(PUBLIC),
    "home": Entry(PUBLIC),
    "privacy": Entry(PUBLIC),
    "accessibility": Entry(PUBLIC),
    "intended_use": Entry(PUBLIC),
    "shared": Entry(PUBLIC, shared),
    "invitation": Entry(PUBLIC, invitation, "GET POST"),
    # one's own account
    "account": Entry(SIGNED_IN, nothing, "GET POST"),
    "my_economies": Entry(SIGNED_IN),
    "second_factor_needed": Entry(SIGNED_IN),
    "tokens": Entry(SIGNED_IN, nothing, "GET POST"),
    "revoke_token": Entry(OWNER, token, "GET POST"),
    # an economy and its people
    "economy": Entry(P.VIEW_ECONOMY, economy),
    "people": Entry(P.VIEW_ECONOMY, economy),
    "invite": Entry(P.MANAGE_PEOPLE, economy, "GET POST"),
    "member": Entry(P.MANAGE_PEOPLE, membership, "GET POST"),
    "end_member": Entry(P.MANAGE_PEOPLE, membership, "GET POST"),
    "withdraw_invitation": Entry(P.MANAGE_PEOPLE, invited, "GET POST"),
    "leave": Entry(P.VIEW_ECONOMY, economy, "GET POST"),
    "organisations": Entry(P.VIEW_ECONOMY, economy),
    "add_organisation": Entry(P.MANAGE_ORGANISATIONS, economy, "GET POST"),
    "change_organisation": Entry(P.MANAGE_ORGANISATIONS, organisation, "GET POST"),
    "who_may": Entry(P.VIEW_ECONOMY, economy),
    "audit": Entry(P.READ_AUDIT, economy),
    "audit_csv": Entry(P.READ_AUDIT, economy),
    "economy_text": Entry(P.VIEW_ECONOMY, text),
    "edit_text": Entry(P.EDIT_TEXTS, text, "GET POST"),
    "small_numbers": Entry(P.RAISE_THRESHOLD, economy, "GET POST"),
    # journeys and maps
    "new_journey": Entry(P.CREATE_JOURNEY, economy, "GET POST"),
    "journey": Entry(P.VIEW_JOURNEY, journey),
    "edit_journey": Entry(P.CREATE_JOURNEY, journey, "GET POST"),
    "put_away_journey": Entry(P.CREATE_JOURNEY, journey, "GET POST"),
    "bring_back_journey": Entry(P.CREATE_JOURNEY, journey, "POST"),
    "new_map": Entry(P.CREATE_JOURNEY, journey, "GET POST"),
    "derive_map": Entry(P.CREATE_JOURNEY, of_map, "GET POST"),
    "put_away_map": Entry(P.CREATE_JOURNEY, of_map, "POST"),
    "bring_back_map": Entry(P.CREATE_JOURNEY, of_map, "POST"),
    "map": Entry(P.VIEW_JOURNEY, of_map),
    "map_since": Entry(P.VIEW_JOURNEY, of_map),
    "compare": Entry(P.VIEW_JOURNEY, of_map),
    "compare_maps": Entry(P.VIEW_JOURNEY, both_maps),
    "shares": Entry(P.SHARE_READ_ONLY, of_map, "GET POST"),
    "stop_share": Entry(P.SHARE_READ_ONLY, share, "GET POST"),
    "map_figure": Entry(P.VIEW_JOURNEY, figure),
    "map_fit": Entry(P.VIEW_MEASURES, of_map),
    "map_fit_csv": Entry(P.VIEW_MEASURES, of_map),
    "map_history": Entry(P.VIEW_JOURNEY, of_map),
    "map_moments": Entry(P.VIEW_JOURNEY, of_map, "GET POST", writes=P.NAME_BASELINE),
    "map_moment": Entry(P.VIEW_JOURNEY, moment),
    "since_baseline": Entry(P.VIEW_JOURNEY, baseline),
    "drop_baseline": Entry(P.NAME_BASELINE, baseline, "GET POST"),
    "bring_map": Entry(P.CREATE_JOURNEY, journey, "GET POST"),
    "park_cards": Entry(P.EDIT_MAP, of_map, "GET POST"),
    "downloads": Entry(P.VIEW_JOURNEY, of_map),
    "download": Entry(P.VIEW_JOURNEY, csv_of_map),
    "outline": Entry(P.VIEW_JOURNEY, of_map),
    "outline_all": Entry(P.EDIT_MAP, of_map),
    "outline_do": Entry(P.EDIT_MAP, add_step, "GET POST"),  # every kind of command: see test_commands.py
    "outline_element": Entry(P.VIEW_JOURNEY, element),
    "redactions": Entry(P.REDACT, of_map, "GET POST"),
    "answer_redaction": Entry(P.REDACT, redaction, "POST"),
    # data
    "measures": Entry(P.VIEW_MEASURES, journey),
    "measure_csv": Entry(P.VIEW_MEASURES, measure),
    "measure_svg": Entry(P.VIEW_MEASURES, measure),
    "journey_data": Entry(P.VIEW_MEASURES, journey),
    "upload_data": Entry(P.UPLOAD_DATA, journey, "GET POST"),
    "feed": Entry(P.VIEW_MEASURES, of_feed),
    "bring_version": Entry(P.UPLOAD_DATA, of_feed, "GET POST"),
    "join_data": Entry(P.UPLOAD_DATA, journey, "GET POST"),
    "join_anew": Entry(P.UPLOAD_DATA, of_feed, "POST"),
    "discard_feed": Entry(P.UPLOAD_DATA, of_feed, "GET POST"),
    "dataset": Entry(P.VIEW_MEASURES, of_dataset, "GET POST", writes=P.UPLOAD_DATA),
    "quality_csv": Entry(P.VIEW_MEASURES, of_dataset),
    "activity_names": Entry(P.UPLOAD_DATA, of_dataset, "POST"),
    "dataset_terms": Entry(P.UPLOAD_DATA, of_dataset, "GET POST"),
    "discard_dataset": Entry(P.UPLOAD_DATA, of_dataset, "GET POST"),
    "declare_group": Entry(P.VIEW_RAW_DATA, dataset_and_map, "GET POST"),
    "match_activities": Entry(P.UPLOAD_DATA, dataset_and_map, "GET POST"),
    "result": Entry(P.VIEW_MEASURES, of_result),
    "recompute": Entry(P.VIEW_RAW_DATA, of_result, "POST"),
    "draft_map": Entry(P.UPLOAD_DATA, of_dataset, "GET POST"),
    "job": Entry(P.UPLOAD_DATA, job),
    "job_cancel": Entry(P.UPLOAD_DATA, job, "POST"),
    # the API
    "api_schema": Entry(SIGNED_IN),
    "api_docs": Entry(SIGNED_IN),
    "api_economies": Entry(SIGNED_IN),
    "api_economy": Entry(P.VIEW_ECONOMY, api_economy),
    "api_organisations": Entry(SIGNED_IN),
    "api_organisation": Entry(P.VIEW_ECONOMY, api_organisation),
    "api_journeys": Entry(SIGNED_IN),
    "api_journey": Entry(P.VIEW_JOURNEY, api_journey),
    "api_maps": Entry(SIGNED_IN),
    "api_map": Entry(P.VIEW_JOURNEY, api_map),
    "api_map_snapshot": Entry(P.VIEW_JOURNEY, api_map),
    "api_map_export": Entry(P.VIEW_JOURNEY, api_map),
    "api_map_changes": Entry(P.VIEW_JOURNEY, api_map),
    "api_map_commands": Entry(P.EDIT_MAP, api_map, "POST"),
    "api_map_box_score": Entry(P.VIEW_JOURNEY, api_map),
    "api_compare": Entry(P.VIEW_JOURNEY, api_both_maps),
    "api_map_hand_offs": Entry(P.VIEW_JOURNEY, api_map),
    "api_metrics": Entry(SIGNED_IN),
    "api_metric": Entry(SIGNED_IN, api_metric),
    "api_metric_runs": Entry(SIGNED_IN),
    "api_metric_run": Entry(P.VIEW_MEASURES, api_run),
    "api_feeds": Entry(SIGNED_IN, nothing, "GET POST"),  # whoever may begin one: tests/analytics/api/test_feeds_api.py
    "api_feed": Entry(P.VIEW_MEASURES, api_feed),
    "api_feed_versions": Entry(P.UPLOAD_DATA, api_feed, "POST"),
    "api_datasets": Entry(SIGNED_IN),
    "api_dataset": Entry(P.VIEW_MEASURES, api_dataset),
    "api_job": Entry(P.UPLOAD_DATA, api_job),
    # signing in
    **{
        name: Entry(LIBRARY)
        for name in (
            "account_login",
            "account_logout",
            "account_inactive",
            "account_signup",
            "account_reauthenticate",
            "account_email",
            "account_email_verification_sent",
            "account_change_password",
            "account_set_password",
            "account_reset_password",
            "account_reset_password_done",
            "account_reset_password_from_key_done",
            "account_request_login_code",
            "account_confirm_login_code",
            "mfa_index",
            "mfa_authenticate",
            "mfa_reauthenticate",
            "mfa_activate_totp",
            "mfa_deactivate_totp",
            "mfa_view_recovery_codes",
            "mfa_generate_recovery_codes",
            "mfa_download_recovery_codes",
            "mfa_list_webauthn",
            "mfa_add_webauthn",
            "mfa_reauthenticate_webauthn",
            "mfa_login_webauthn",
            "socialaccount_login_cancelled",
            "socialaccount_login_error",
            "socialaccount_signup",
            "socialaccount_connections",
            "usersessions_list",
            "accounts/social/login/cancelled/",  # without a name: older addresses of the same pages
            "accounts/social/login/error/",
            "accounts/social/signup/",
            "accounts/social/connections/",
        )
    },
    "account_confirm_email": Entry(LIBRARY, lambda world: {"key": "none"}),
    "account_reset_password_from_key": Entry(LIBRARY, lambda world: {"uidb36": "1", "key": "none"}),
    "mfa_remove_webauthn": Entry(LIBRARY, key),
    "mfa_edit_webauthn": Entry(LIBRARY, key),
    "openid_connect_login": Entry(LIBRARY, provider),
    "openid_connect_callback": Entry(LIBRARY, provider),
}
