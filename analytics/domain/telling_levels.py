"""How coarsely a row of figures is told to whoever may not open the data: as an audit of everything told of its journey found it must be.

Level 1 is told under the economy's threshold, each further one under twice that of the one before; at the last nothing is told of a row but
that it exists.
"""

FINEST, NOTHING = 1, 4
LEVELS = range(FINEST, NOTHING + 1)


def threshold_at(level: int, t: int) -> int:
    """Under which a row of this level is told, where the economy's threshold is t. ValueError where nothing is told of it."""
    if not FINEST <= level < NOTHING:
        raise ValueError(level)
    return t << (level - FINEST)
