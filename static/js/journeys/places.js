// Places a card may stand: where lane and column meet, in front of another card or at the end. No DOM access.

// The cards of a cell without the one that moves.
export function others(view, { step, lane, column }) {
  return (view.cells.get(`${lane} ${column}`) ?? []).filter((one) => one.id !== step);
}

// Where a card stands now.
export function placeOf(view, id) {
  const { lane, column } = view.elements.get(id), row = view.cells.get(`${lane} ${column}`);
  return { step: id, lane, column, before: row[row.findIndex((one) => one.id === id) + 1]?.id ?? null };
}

// Whether card, lane, column and the card it is to stand in front of are all on the map.
export const isThere = (elements, { step, lane, column, before }) => [step, lane, column, before].every((id) => !id || elements.has(id));

export const samePlace = (a, b) => a.lane === b.lane && a.column === b.column && a.before === b.before;

// One step on from a place by an arrow key; null where it goes on no further.
export function placeTowards(view, place, key) {
  const column = view.columnPlace.get(place.column), lane = view.lanePlace.get(place.lane), row = others(view, place);
  const at = place.before ? row.findIndex((one) => one.id === place.before) : row.length;
  const beside = (n) => (view.columns[n] ? { ...place, column: view.columns[n].id, before: null } : null);
  const inLane = (n, first) => {
    if (!view.lanes[n]) return null;
    const there = { ...place, lane: view.lanes[n].id };
    return { ...there, before: first ? others(view, there)[0]?.id ?? null : null };
  };
  switch (key) {
    case "ArrowRight": return beside(column + 1);
    case "ArrowLeft": return beside(column - 1);
    case "Home": return column ? beside(0) : null;
    case "End": return column < view.columns.length - 1 ? beside(view.columns.length - 1) : null;
    case "ArrowDown": return at < row.length ? { ...place, before: row[at + 1]?.id ?? null } : inLane(lane + 1, true);
    case "ArrowUp": return at > 0 ? { ...place, before: row[at - 1].id } : inLane(lane - 1, false);
    default: return undefined;
  }
}
