"""Why the server ends a connection (contract of the socket; docs/live.md)."""

SIGNED_OUT = 4401
WITHDRAWN = 4403
TOO_SLOW = 4408
TOO_LARGE = 4413
TOO_MANY = 4429
BROKEN = 1011  # our own fault
