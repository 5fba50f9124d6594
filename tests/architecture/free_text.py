"""Where people's words are kept, and where each is screened: the list the fence holds against every model of the project.

A column that takes text stands here once. Its value is either where the words are screened on their way in, as "module:Class.field" of a
form or serializer (the fence looks there and sees the screening), as "command:type.field" of the map's command parser (the fence sends it
a patient's number), or a sentence that says why screening is not the thing to do.
"""

from journeys.domain.elements import FIELDS
from journeys.services.journeys import WORDS

MADE_HERE = "made by the program, not typed"
CLOSED = "one of a closed list, held by the database"

_FROM_FILE = ("options", "counts", "quality", "activities", "merges", "changes")

WHERE = {
    "stakeholders.User.password": "a secret, stored as a hash",
    "stakeholders.User.email": "an address is what is asked for",
    "stakeholders.User.name": "stakeholders.web.forms:NameForm.name",
    "stakeholders.Economy.name": "typed once by whoever runs the installation (create_economy)",
    "stakeholders.Economy.slug": MADE_HERE,
    "stakeholders.Organisation.name": "stakeholders.web.forms:OrganisationForm.name",
    "stakeholders.Organisation.kind": CLOSED,
    "stakeholders.Organisation.ods_code": "a public code: letters and digits only, checked by the service",
    "stakeholders.RoleGrant.role": CLOSED,
    "stakeholders.Invitation.email": "an address is what is asked for",
    "stakeholders.Invitation.roles": CLOSED,
    "stakeholders.Invitation.digest": MADE_HERE,
    "stakeholders.ApiToken.digest": MADE_HERE,
    "stakeholders.ApiToken.token_key": MADE_HERE,
    "stakeholders.ApiToken.name": "stakeholders.web.forms:TokenForm.name",
    "stakeholders.ApiToken.scope": CLOSED,
    "stakeholders.EconomyText.kind": CLOSED,
    "stakeholders.EconomyText.body": "a notice names the office to write to, with its address and telephone number",
    "stakeholders.AuditEntry.action": MADE_HERE,
    "stakeholders.AuditEntry.subject_type": MADE_HERE,
    "stakeholders.AuditEntry.subject_id": MADE_HERE,
    "stakeholders.AuditEntry.details": MADE_HERE,
    "journeys.Baseline.name": "carejourneys.pages.web.moment_forms:NameForm.name",
    "journeys.Share.label": "journeys.web.share_forms:ShareForm.label",
    "journeys.Share.digest": MADE_HERE,
    "analytics.Job.kind": CLOSED,
    "analytics.Job.args": MADE_HERE,
    "analytics.Job.state": CLOSED,
    "analytics.Job.message": MADE_HERE,
    "analytics.Feed.name": "carejourneys.pages.web.data_forms:UploadForm.name",
    "analytics.Feed.purpose": "carejourneys.pages.web.data_forms:TermsForm.purpose",
    "analytics.Feed.options": "read from the file; names of columns, screened before they are kept",
    "analytics.Feed.columns": "names of columns of the file; of one that tells who a person is a keyed mark is kept",
    "analytics.Dataset.file_mark": MADE_HERE,
    "analytics.Dataset.name": "carejourneys.pages.web.data_forms:UploadForm.name",
    "analytics.Dataset.purpose": "carejourneys.pages.web.data_forms:TermsForm.purpose",
    "analytics.DeletedDataset.name": "carejourneys.pages.web.data_forms:UploadForm.name",
    "analytics.DeletedDataset.purpose": "carejourneys.pages.web.data_forms:TermsForm.purpose",
    "analytics.DeletedDataset.content_hash": MADE_HERE,
    "analytics.Dataset.suffix": CLOSED,
    "analytics.Dataset.state": CLOSED,
    "analytics.Dataset.trouble": MADE_HERE,
    "analytics.Dataset.told_before": MADE_HERE,
    **{f"analytics.Dataset.{name}": "read from the file; names of columns and activities, never values of rows" for name in _FROM_FILE},
    "analytics.Dataset.content_hash": MADE_HERE,
    "analytics.ActivityMatch.activity": "read from the file; the name of an activity",
    "analytics.EndActivity.activity": "read from the file; the name of an activity",
    "analytics.DeclaredCohort.name": "carejourneys.pages.web.group_form:GroupForm.name",
    "analytics.DeclaredCohort.told": "chosen from names of activities and organisations that stand in the file, and days",
    **{f"analytics.MeasureResult.{name}": MADE_HERE for name in ("data_hash", "question_hash", "question", "code_version", "result")},
    **{f"analytics.Recomputation.{name}": MADE_HERE for name in ("differing", "code_version")},
    "journeys.Journey.slug": MADE_HERE,
    **{f"journeys.Journey.{name}": "read as a command's text is, by its service" for name in WORDS},
    "journeys.Map.kind": CLOSED,
    "journeys.Note.type": CLOSED,
    **{f"journeys.{model}.derived_from": MADE_HERE for model in ("Map", "Lane", "Phase", "Column", "Step", "Link", "Note")},
    "journeys.MapCommandLog.kind": CLOSED,
    "journeys.MapCommandLog.client": MADE_HERE,
    **{f"journeys.MapCommandLog.{name}": "made of commands that the parser let in" for name in ("command", "change", "inverse", "touched")},
    "journeys.MapCommandLog.details": MADE_HERE,
    "journeys.Redaction.text": "the very text that is to be taken out; emptied when the matter is settled",
    "journeys.Redaction.reason": "read as a command's text is, by its service",
}

_MODELS = {
    "map": "Map",
    "lane": "Lane",
    "phase": "Phase",
    "column": "Column",
    "step": "Step",
    "link": "Link",
    "problem": "Note",
    "idea": "Note",
}
for _field in FIELDS:
    if _field.screened:
        WHERE[f"journeys.{_MODELS[_field.type]}.{_field.name}"] = f"command:{_field.type}.{_field.name}"
    elif _field.value in ("choice", "order", "volume"):
        WHERE[f"journeys.{_MODELS[_field.type]}.{_field.name}"] = CLOSED

# Writable serializer fields that take text and are not ScreenedField: "module:Class.field" and why.
SERIALIZERS: dict[str, str] = {}
