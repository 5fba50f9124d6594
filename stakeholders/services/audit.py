"""Writing the audit row: called inside the transaction that makes the fact."""

from stakeholders.models import AuditEntry, Economy, User


def record(
    *, actor: User | None, economy: Economy | None, action: str, subject, details: dict | None = None, subject_id: object = None
) -> AuditEntry:
    """One audit row for a model instance `subject`. `action` is "subject.verb"; `details` is JSON without secrets and free text, but for
    the names of things as they were.

    `subject_id` stands in for a primary key that must not be shown.
    """
    return AuditEntry.objects.create(
        actor=actor,
        economy=economy,
        action=action,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject_id or subject.pk),
        details=details or {},
    )
