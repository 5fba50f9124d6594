// Gives every way tracks of its own. No DOM access.

const TRACK = 7;
const TRACKS = [0, 1, -1, 2, -2, 0.5, -0.5, 1.5, -1.5];
const ONE = 3, CLOSE = 6; // lines this near look like one, or are hard to tell apart
const JOIN = 6; // so near, the end of one line looks like the beginning of another

// Every way has tracks of its own: no stretch of it lies on another's, nor ends where another's begins, so that nobody reads two as one.
// Only ways of one kind from the same card, or into the same card, may share. Each leg in turn moves to where it disturbs least.
const ORDER = { flow: 0, rework: 1, information: 2 };
const ROUNDS = 3;

export function spread(plan, routes) {
  const beside = neighbours(plan), laid = laidLines();
  const all = [...routes].sort((x, y) => ORDER[x.link.kind] - ORDER[y.link.kind] || x.legs.length - y.legs.length);
  let again = all;
  for (let round = 0; round < ROUNDS && again.length; round++) {
    for (const route of again) {
      laid.remove(route);
      settle(plan, route, beside, laid);
      laid.add(route);
    }
    again = all.filter((route) => laid.collides(route));
  }
}

// A leg's home is the middle of its gutter or band, or its port; it may go aside as far as `reach` says.
function settle(plan, route, beside, laid) {
  const { legs } = route;
  for (const [n, leg] of legs.entries()) {
    leg.home ??= leg.at;
    leg.reach ??= reachOf(plan, route, n);
  }
  lay(plan, route);
  for (let turn = 0; turn < 2 && worst(route, beside, laid) >= CROWDS; turn++) legs.forEach((leg, n) => shift(plan, route, n, beside, laid));
}

function shift(plan, route, n, beside, laid) {
  const { legs } = route, leg = legs[n];
  const trouble = () => {
    let cost = 0; // of the leg and of those that it makes longer or shorter
    for (let k = Math.max(0, n - 1); k <= n + 1 && k < legs.length && cost < best; k++) cost += costOf(route, legs[k], beside, laid);
    return cost;
  };
  let at = leg.at, best = Infinity;
  best = trouble();
  for (const by of leg.reach) {
    if (best < CROWDS) break;
    leg.at = leg.home + by;
    lay(plan, route);
    const cost = trouble();
    if (cost < best) [best, at] = [cost, leg.at];
  }
  leg.at = at;
  lay(plan, route);
}

const CROWDS = 60, COLLIDES = 1000, CROSSES = 100_000;

function worst(route, beside, laid) {
  let most = 0;
  for (const leg of route.legs) most = Math.max(most, costOf(route, leg, beside, laid));
  return most;
}

function costOf(route, leg, beside, laid) {
  let cost = laid.cost(route.link, leg) + Math.abs(leg.at - leg.home) * (strip(leg) ? 0.5 : 1.5);
  if (leg.gutter !== undefined) for (const box of beside[leg.gutter]) if (runsOver(box, leg)) cost += CROSSES;
  return cost;
}

const strip = (leg) => leg.gutter !== undefined || leg.band !== undefined;
const runsOver = (box, { at, low, high }) => at > box.left - 2 && at < box.right + 2 && low < box.bottom && high > box.top;

// How far a leg may go aside: in its gutter or band, or along the side of the card where it leaves or enters.
function reachOf(plan, { link, legs }, n) {
  const leg = legs[n], all = TRACKS.map((track) => track * TRACK);
  if (leg.gutter !== undefined) return all;
  if (leg.band !== undefined) {
    const { top, bottom } = plan.bands[leg.band];
    return all.filter((by) => Math.abs(by) < (bottom - top) / 2);
  }
  const boxes = [n === 0 && plan.boxes.get(link.source), n === legs.length - 1 && plan.boxes.get(link.target)].filter(Boolean);
  const [low, high] = leg.way === "h" ? ["top", "bottom"] : ["left", "right"];
  const [from, to] = [Math.max(...boxes.map((box) => box[low])) + 8, Math.min(...boxes.map((box) => (low === "left" && box.burst ? box.burst.left : box[high]))) - 8];
  return all.filter((by) => by === 0 || (leg.at + by >= from && leg.at + by <= to));
}

// Where the way leaves and enters, and from where to where each of its legs runs.
function lay(plan, route) {
  const { link, legs } = route, a = plan.boxes.get(link.source), b = plan.boxes.get(link.target), last = legs.length - 1;
  route.from = ends(legs[0], a, last ? legs[1].at : middleOf(b, legs[0].way));
  route.to = ends(legs[last], b, last ? legs[last - 1].at : middleOf(a, legs[0].way));
  for (let n = 0; n <= last; n++) {
    const along = legs[n].way === "v" ? 1 : 0;
    const begin = n ? legs[n - 1].at : route.from[along], end = n < last ? legs[n + 1].at : route.to[along];
    legs[n].low = Math.min(begin, end);
    legs[n].high = Math.max(begin, end);
  }
}

// The cards that stand so close to a gutter that a way aside in it would run over them, by gutter.
function neighbours(plan) {
  const reach = Math.max(...TRACKS) * TRACK + 2, found = plan.gutters.map(() => []);
  for (const box of plan.boxes.values())
    for (const n of [box.column, box.column + 1]) if (plan.gutters[n] > box.left - reach && plan.gutters[n] < box.right + reach) found[n].push(box);
  return found;
}

// What is laid, by its line across the sheet, so that only lines close by are looked at.
function laidLines() {
  const drawers = { h: new Map(), v: new Map() }, kept = new Map(), none = [];
  const drawerOf = (at) => Math.floor(at / CLOSE);
  function cost(link, { way, at, low, high }) {
    let sum = 0;
    for (let n = drawerOf(at) - 1; n <= drawerOf(at) + 1; n++) {
      const lines = drawers[way].get(n) ?? none;
      for (let k = 0; k < lines.length; k++) {
        const other = lines[k], apart = Math.abs(other.at - at);
        if (apart < CLOSE && other.low < high + JOIN && low < other.high + JOIN && other.link !== link && !kin(other.link, link)) sum += apart < ONE ? COLLIDES : CROWDS;
      }
    }
    return sum;
  }
  return {
    cost,
    add({ link, legs }) {
      const lines = legs.map(({ way, at, low, high }) => ({ way, at, low, high, link }));
      kept.set(link, lines);
      for (const line of lines) {
        const drawer = drawers[line.way], n = drawerOf(line.at);
        (drawer.get(n) ?? drawer.set(n, []).get(n)).push(line);
      }
    },
    remove({ link }) {
      for (const line of kept.get(link) ?? []) {
        const lines = drawers[line.way].get(drawerOf(line.at));
        lines.splice(lines.indexOf(line), 1);
      }
    },
    collides: ({ link, legs }) => legs.some((leg) => cost(link, leg) >= COLLIDES),
  };
}

const kin = (a, b) => a.kind === b.kind && (a.source === b.source || a.target === b.target);
const middleOf = (box, way) => (way === "h" ? (box.left + box.right) / 2 : (box.top + box.bottom) / 2);

// Where a way leaves or enters a card: on the side that faces the next corner.
function ends(leg, box, toward) {
  if (leg.way === "h") return [toward > (box.left + box.right) / 2 ? box.right : box.left, leg.at];
  return [leg.at, toward > (box.top + box.bottom) / 2 ? box.bottom : box.top];
}
