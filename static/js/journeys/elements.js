// The map's elements as the scripts hold them: a Map from id to element, and lists out of it in reading order. No DOM access.

const byOrder = (a, b) => (a.order < b.order ? -1 : a.order > b.order ? 1 : a.id < b.id ? -1 : 1);

export function elementsOf(snapshot) {
  return new Map(snapshot.elements.map((element) => [element.id, element]));
}

function mapOf(elements) {
  for (const element of elements.values()) if (element.type === "map") return element;
  return null;
}

// Everything a drawing needs, read once: sorted lists, steps by cell, links by end, notes by what they stand on.
export function viewOf(elements) {
  const all = { lane: [], phase: [], column: [], step: [], link: [], problem: [], idea: [] };
  for (const element of elements.values()) if (element.type in all) all[element.type].push(element);
  for (const type of ["lane", "phase", "column", "problem", "idea"]) all[type].sort(byOrder);
  const column = new Map(all.column.map((one, place) => [one.id, place]));
  const lane = new Map(all.lane.map((one, place) => [one.id, place]));
  all.step.sort((a, b) => column.get(a.column) - column.get(b.column) || lane.get(a.lane) - lane.get(b.lane) || byOrder(a, b));
  const place = new Map(all.step.map((step, n) => [step.id, n]));
  all.link.sort((a, b) => place.get(a.source) - place.get(b.source) || place.get(a.target) - place.get(b.target) || (a.id < b.id ? -1 : 1));
  return {
    elements, map: mapOf(elements), lanes: all.lane, phases: all.phase, columns: all.column, steps: all.step, links: all.link,
    columnPlace: column, lanePlace: lane,
    cells: grouped(all.step, (step) => step.lane + " " + step.column),
    out: grouped(all.link, (link) => link.source), into: grouped(all.link, (link) => link.target),
    problems: grouped(all.problem, (note) => note.on), ideas: grouped(all.idea, (note) => note.on),
  };
}

// The ids of what is not the same in both.
export function differing(before, after) {
  const found = [];
  for (const [id, one] of after) if (before.get(id) !== one) found.push(id);
  for (const id of before.keys()) if (!after.has(id)) found.push(id);
  return found;
}

function grouped(list, keyOf) {
  const found = new Map();
  for (const one of list) {
    const key = keyOf(one);
    if (found.has(key)) found.get(key).push(one);
    else found.set(key, [one]);
  }
  return found;
}

export function isOwn(view, step) {
  return view.elements.get(step.lane).kind !== "organisation";
}

// What counts as one agency: the lane's organisation, else the lane.
function agencyOf(view, step) {
  const lane = view.elements.get(step.lane);
  return lane.organisation || lane.id;
}

export function isHandOff(view, link) {
  const source = view.elements.get(link.source), target = view.elements.get(link.target);
  return !isOwn(view, source) && !isOwn(view, target) && agencyOf(view, source) !== agencyOf(view, target);
}

// The account that heads a figure, or null when nobody has said.
export function headOf(figure) {
  return figure.accounts.find((account) => account.key === figure.used) ?? figure.accounts[0] ?? null;
}
