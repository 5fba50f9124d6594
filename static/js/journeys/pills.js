// Finds each pill a place. No DOM access.

import { bandMiddle, distance } from "./geometry.js";
import { shelf } from "./shelf.js";

const STEP_ASIDE = [0, 12, -12, 24, -24, 40, -40, 60, -60, 84, -84, 110, -110];

// Pills: on a free place of their own way, never on a card, an arrow head or one another; those with least choice first.
const HEAD = { long: 13, half: 7 };
const MARK = { long: 16, half: 8 };

export function place(plan, routes) {
  const taken = shelf(), lines = shelf();
  for (const box of plan.boxes.values()) taken.add(box);
  for (const rect of plan.solid) taken.add(rect);
  for (const one of routes) {
    taken.add(arrowHead(one.points));
    if (one.link.split) taken.add(splitMark(one.points[0]));
    for (const segment of segmentsOf(one.points, one.link.id)) lines.add(segment);
  }
  const wanting = routes.filter((one) => one.link.pill);
  wanting.sort((a, b) => a.points.length - b.points.length || b.link.pill.width - a.link.pill.width);
  for (const one of wanting) {
    one.pill = onItsWay(plan, one, taken, lines) ?? nearby(plan, one, taken, lines);
    if (one.pill) taken.add(one.pill.rect);
  }
}

const inside = (plan, rect) => rect.left >= plan.left && rect.right <= plan.right && rect.top >= plan.top && rect.bottom <= plan.bottom;

function onItsWay(plan, one, taken, lines) {
  let best = null;
  for (const spot of spotsOf(plan, one)) {
    for (const [dx, dy] of movesOf(spot, one.link.pill)) {
      const x = spot.x + dx, y = spot.y + dy;
      const rect = around(x, y, one.link.pill);
      if (!inside(plan, rect) || taken.meets(rect)) continue;
      const cost = lines.hits(rect, (segment) => segment.id !== one.link.id) * 30 + (Math.abs(dx) + Math.abs(dy)) * 0.3 + spot.cost;
      if (!best || cost < best.cost) best = { x, y, cost, rect, leader: spot.leader ?? null };
    }
    if (best && best.cost < 1) break;
  }
  return best;
}

// Where its own way is full: the closest free place in a band, tied to the way by a thread.
function nearby(plan, one, taken, lines) {
  const { pill } = one.link, leader = middleOfLongest(one.points);
  let best = null;
  for (let n = 0; n < plan.bands.length; n++) {
    const y = bandMiddle(plan, n), down = Math.abs(y - leader[1]);
    for (let by = 0; down + by < (best?.cost ?? Infinity); by += 12) {
      if (by > plan.right - plan.left) break;
      for (const x of by ? [leader[0] - by, leader[0] + by] : [leader[0]]) {
        const rect = around(x, y, pill);
        if (!inside(plan, rect) || taken.meets(rect)) continue;
        const thread = { left: leader[0] - 1, right: leader[0] + 1, top: Math.min(y, leader[1]), bottom: Math.max(y, leader[1]) };
        const cost = down + by + 30 * lines.hits(rect, (segment) => segment.id !== one.link.id) + 300 * Number(taken.meets(thread));
        if (!best || cost < best.cost) best = { x, y, cost, rect, leader };
      }
    }
  }
  return best;
}

function middleOfLongest(points) {
  let best = 1;
  for (let n = 2; n < points.length; n++) if (distance(points[n - 1], points[n]) > distance(points[best - 1], points[best])) best = n;
  const [[x1, y1], [x2, y2]] = [points[best - 1], points[best]];
  return [(x1 + x2) / 2, (y1 + y2) / 2];
}

// The space an arrow's head takes at the end of its way.
function arrowHead(points) {
  const [[x1, y1], [x, y]] = points.slice(-2);
  const back = { x: Math.sign(x1 - x) * HEAD.long, y: Math.sign(y1 - y) * HEAD.long }, { half } = HEAD;
  const wide = back.x ? 0 : half, high = back.y ? 0 : half;
  return { left: Math.min(x, x + back.x) - wide, right: Math.max(x, x + back.x) + wide, top: Math.min(y, y + back.y) - high, bottom: Math.max(y, y + back.y) + high };
}

// Moved aside, a pill must still lie on its own way: along it, or beside it like a flag.
function* movesOf(spot, size) {
  if (spot.leader) for (const by of STEP_ASIDE) yield [by, 0];
  else if (spot.along !== undefined) for (const by of STEP_ASIDE.filter((one) => Math.abs(one) <= spot.along)) yield [by, 0];
  else if (spot.reach !== undefined) {
    const flag = size.width / 2 - 4;
    for (const by of STEP_ASIDE.filter((one) => Math.abs(one) <= spot.reach)) yield* [[0, by], [flag, by], [-flag, by]];
  } else yield [0, 0];
}

const around = (x, y, size) => ({ left: x - size.width / 2 - 1, right: x + size.width / 2 + 1, top: y - size.height / 2 - 1, bottom: y + size.height / 2 + 1 });

const splitMark = ([x, y]) => ({ left: x, right: x + MARK.long, top: y - MARK.half, bottom: y + MARK.half });

function* spotsOf(plan, one) {
  const { points, legs, link } = one, size = link.pill;
  for (let n = 0; n < legs.length; n++) {
    const [x1, y1] = points[n], [x2, y2] = points[n + 1], long = Math.abs(x2 - x1) + Math.abs(y2 - y1);
    const x = (x1 + x2) / 2, y = (y1 + y2) / 2;
    if (legs[n].way === "h") {
      if (legs[n].band !== undefined) yield { x, y, along: long / 2, cost: long > 30 ? 0 : 8 };
      else if (long >= size.width + 26) yield { x, y, along: long / 2 - size.width / 2, cost: 0.5 };
      else if (legs.length === 1) {
        for (const by of [-1, 1]) yield { x, y: y + by * (size.height / 2 + 8), cost: 1 }; // in the gap, above or below the arrow
        const row = plan.boxes.get(link.source).row;
        yield { x, y: bandMiddle(plan, row), cost: 3, leader: [x, y] };
        yield { x, y: bandMiddle(plan, row + 1), cost: 4, leader: [x, y] };
      }
    } else if (long > size.height + 8) {
      yield { x, y, cost: 0.2, reach: (long - size.height) / 2 };
      for (let m = 0; m < plan.bands.length; m++) {
        const middle = bandMiddle(plan, m);
        if (middle > Math.min(y1, y2) + 6 && middle < Math.max(y1, y2) - 6) yield { x, y: middle, cost: 1 + Math.abs(middle - y) / 200, reach: 0 };
      }
    }
  }
}

function segmentsOf(points, id) {
  const found = [];
  for (let n = 1; n < points.length; n++) {
    const [x1, y1] = points[n - 1], [x2, y2] = points[n];
    found.push({ id, left: Math.min(x1, x2) - 1, right: Math.max(x1, x2) + 1, top: Math.min(y1, y2) - 1, bottom: Math.max(y1, y2) + 1 });
  }
  return found;
}
