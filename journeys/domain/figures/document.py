"""docs/figures.md out of the catalogue of definitions."""

from journeys.domain.figures.definitions import DEFINITIONS, PARTS, UNITS

_HEAD = """# The figures of a map

Written from the code by `manage.py figure_docs`; the same words stand beside each figure. All are *estimated*: they rest on what people
said, observed or planned. In the API each names the source of the accounts that head its numbers, or says “mixed” and lists them; what
rests on how the map is drawn alone is the workshop's. Measured ones are in [metrics.md](metrics.md); like is compared with like only.
"""


def figures_document() -> str:
    """The whole page as Markdown."""
    parts = [_HEAD]
    for definition in (*DEFINITIONS.values(), *PARTS.values()):
        parts.append(f"## {definition.title} (`{definition.name}`)\n")
        parts.append(f"{definition.counts}\n")
        if definition.unknown:
            parts.append(f"{definition.unknown}\n")
        facts = [f"Unit: {UNITS[definition.unit]}", f"better: {definition.good}", f"rule {definition.rule}"]
        parts.append("; ".join(facts + ([f"source: {definition.source}"] if definition.source else [])) + ".\n")
    return "\n".join(parts)
