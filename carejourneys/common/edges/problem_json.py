"""The shape of errors in answers to programs: problem+json (RFC 9457)."""

PROBLEM_JSON = "application/problem+json"


def problem_body(status: int, title: object, detail: object, errors: list[dict] | None = None) -> dict:
    """RFC 9457's members, and `errors` naming fields."""
    return {"type": "about:blank", "title": str(title), "status": status, "detail": str(detail), "errors": errors or []}
