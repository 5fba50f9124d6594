// What a command will most likely change, so that it is seen at once; what the server answers takes its place. No DOM access.
//
// It decides nothing and knows no rule: where it is not sure it says null, and the page waits for the answer.

// elements: id -> element. blank: {type: {field: what a new one says}}. -> {put, remove} | null
export function foresee(elements, command, blank) {
  const [type, verb] = command.kind.split(".");
  if (verb === "rename") return changed(elements.get(command[type]), { title: command.title });
  const foreseen = FORESEEN[command.kind];
  return foreseen ? foreseen(elements, command, blank) : null;
}

const FORESEEN = {
  "step.add": (elements, { step, title, lane, column, before, fields }, blank) =>
    elements.has(lane) && elements.has(column) && made("step", step, blank, { ...fields, title, lane, column, order: orderBefore(siblings(elements, "step", lane, column), before) }),
  "step.move": (elements, { step, before, ...to }) => {
    const one = elements.get(step), lane = to.lane ?? one?.lane, column = to.column ?? one?.column;
    if (!elements.has(lane) || !elements.has(column)) return null;
    if (lane === one?.lane && column === one?.column && before === undefined) return null; // it stays where it is
    return changed(one, { lane, column, order: orderBefore(siblings(elements, "step", lane, column).filter((other) => other.id !== step), before) });
  },
  "step.remove": (elements, { step, relink }) => (relink ? null : taken(elements, step)),
  "link.add": (elements, { link, source, target, fields }, blank) => elements.has(source) && elements.has(target) && made("link", link, blank, { ...fields, source, target }),
  "link.reroute": (elements, { link, source, target }) => {
    const one = elements.get(link), ends = { source: source ?? one?.source, target: target ?? one?.target };
    return elements.has(ends.source) && elements.has(ends.target) ? changed(one, ends) : null;
  },
  "link.remove": (elements, { link }) => taken(elements, link),
  "column.add": (elements, { column, title, phase, before }, blank) =>
    made("column", column, blank, { title: title ?? "", phase: phase ?? null, order: orderBefore(siblings(elements, "column"), before) }),
};

function changed(one, fields) {
  return one ? { put: [{ ...one, ...fields }], remove: [] } : null;
}

function made(type, id, blank, fields) {
  return { put: [{ id, type, derived_from: [], ...structuredClone(blank[type]), ...fields }], remove: [] };
}

// It goes with the links on it, and with the notes on all of these.
function taken(elements, id) {
  if (!elements.has(id)) return null;
  const gone = new Set([id]);
  for (const one of elements.values()) if (one.type === "link" && (one.source === id || one.target === id)) gone.add(one.id);
  for (const one of elements.values()) if (gone.has(one.on)) gone.add(one.id);
  return { put: [], remove: [...gone] };
}

function siblings(elements, type, lane, column) {
  const found = [];
  for (const one of elements.values()) if (one.type === type && one.lane === lane && one.column === column) found.push(one);
  return found.sort((a, b) => (a.order < b.order ? -1 : a.order > b.order ? 1 : a.id < b.id ? -1 : 1));
}

// A key between two: a blank comes before every sign of a real key, a tilde after them.
function orderBefore(row, before) {
  const place = before ? row.findIndex((one) => one.id === before) : -1;
  if (place < 0) return (row.at(-1)?.order ?? "") + "~";
  return (row[place - 1]?.order ?? "") + " ";
}
