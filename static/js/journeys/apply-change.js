// Elements + change -> elements; and a batch of changes in order of revision, telling when one is missing. No DOM access.

// A new Map; the one given is left as it was.
export function applyChange(elements, change) {
  const next = new Map(elements);
  for (const id of change.remove) next.delete(id);
  for (const element of change.put) next.set(element.id, element);
  return next;
}

// {elements, revision, applied, gap}: applies revision + 1, + 2, …; older ones are known already; a gap means: ask again from `revision`.
export function catchUp(elements, revision, changes) {
  const applied = [];
  for (const one of [...changes].sort((a, b) => a.revision - b.revision)) {
    if (one.revision <= revision) continue;
    if (one.revision > revision + 1) return { elements, revision, applied, gap: true };
    elements = applyChange(elements, one.change);
    revision = one.revision;
    applied.push(one);
  }
  return { elements, revision, applied, gap: false };
}
