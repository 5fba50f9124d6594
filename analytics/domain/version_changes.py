"""What a feed's new version has that the one before it had not: rows added, changed and gone, counted, and of how many people."""

from dataclasses import dataclass

KINDS = ("added", "changed", "gone")


@dataclass(frozen=True)
class Changed:
    """rows, and the people they are about."""

    rows: int = 0
    people: int = 0


@dataclass(frozen=True)
class VersionChanges:
    """against: number of the version before. same: rows that are in both.

    A row is one thing that happened to somebody. Of what happened to the same person under the same name, rows that are alike in all they
    say are the same; of the others as many as there are on either side are changed, and the rest is added or gone.
    """

    against: int
    added: Changed
    changed: Changed
    gone: Changed
    same: int
