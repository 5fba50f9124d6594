"""All kinds of odd and hostile files, by group."""

from .encodings import odd_letters
from .kinds import Odd
from .packed import odd_packing
from .parquet_files import odd_parquet
from .shapes import odd_shapes
from .times import odd_times
from .xes_files import odd_xes

GROUPS: dict[str, tuple[Odd, ...]] = {
    "letters": tuple(odd_letters()),
    "shapes": tuple(odd_shapes()),
    "times": tuple(odd_times()),
    "packing": tuple(odd_packing()),
    "xes": tuple(odd_xes()),
    "parquet": tuple(odd_parquet()),
}
EVERY_KIND = tuple(one for kinds in GROUPS.values() for one in kinds)
