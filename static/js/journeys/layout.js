// Where arrows run and where their pills stand, out of boxes and free strips. No DOM access.
//
// A drawing has vertical gutters (left of column c: gutters[c]) and horizontal bands (above row r: bands[r]) where no card stands.
// A way leaves a card, runs in gutters and bands only (or straight through empty cells), and enters a card: it never crosses one.
//
// legs: {way: "h" | "v", at: number, gutter?: n, band?: n}; consecutive legs cross at a corner.

import { bandMiddle, distance } from "./geometry.js";
import { place } from "./pills.js";
import { spread } from "./tracks.js";

const PORT = 36; // from a card's top down to where ways leave and enter

// plan: {gutters: [x], bands: [{top, bottom}], boxes: Map id -> {left, top, right, bottom, row, column, first, last, burst?}, taken: Set "row column",
//   solid: [{left, top, right, bottom}] (what else no pill may cover), left, top, right, bottom (of the sheet)}
// links: [{id, source, target, kind, split (a mark stands where it begins), pill: {width, height} | null}] -> Map id -> {points: [[x, y], …], pill: {x, y, leader} | null, start: [x, y]}
export function route(plan, links) {
  const routes = links.filter((link) => plan.boxes.has(link.source) && plan.boxes.has(link.target)).map((link) => ({ link, legs: legsOf(plan, link) }));
  spread(plan, routes);
  for (const one of routes) one.points = pointsOf(one.legs, one.from, one.to);
  place(plan, routes);
  return new Map(routes.map((one) => [one.link.id, one]));
}

function free(plan, row, from, to) {
  for (let column = from; column <= to; column++) if (plan.taken.has(`${row} ${column}`)) return false;
  return true;
}

function freeColumn(plan, column, from, to) {
  for (let row = from; row <= to; row++) if (plan.taken.has(`${row} ${column}`)) return false;
  return true;
}

const portY = (box, kind) => box.top + Math.min(PORT, (box.bottom - box.top) / 2) + (kind === "information" ? 14 : 0);

// crowned: the card whose upper edge the way crosses, beside the burst that stands there.
function portX(box, kind, crowned = null) {
  const x = (box.left + box.right) / 2 + (kind === "rework" ? 0.22 : kind === "information" ? -0.22 : 0) * (box.right - box.left);
  return crowned?.burst ? Math.max(box.left + 12, Math.min(x, crowned.burst.left - 10)) : x;
}

function legsOf(plan, link) {
  const a = plan.boxes.get(link.source), b = plan.boxes.get(link.target);
  if (a === b) return round(plan, link, a);
  if (b.column > a.column) return forward(plan, link, a, b);
  if (b.column === a.column && b.row !== a.row) return sameColumn(plan, link, a, b);
  return back(plan, link, a, b);
}

const fixed = (way, at) => ({ way, at });
const inGutter = (plan, gutter) => ({ way: "v", at: plan.gutters[gutter], gutter });
const inBand = (plan, band) => ({ way: "h", at: bandMiddle(plan, band), band });

function forward(plan, link, a, b) {
  const from = portY(a, link.kind), to = portY(b, link.kind);
  const level = Math.min(from, to);
  if (a.row === b.row && within(a, level) && within(b, level) && free(plan, a.row, a.column + 1, b.column - 1)) return [fixed("h", level)];
  const out = fixed("h", from), into = fixed("h", to);
  if (b.column === a.column + 1 || (a.row !== b.row && free(plan, b.row, a.column + 1, b.column - 1))) return [out, inGutter(plan, a.column + 1), into];
  if (a.row !== b.row && free(plan, a.row, a.column + 1, b.column - 1)) return [out, inGutter(plan, b.column), into];
  const band = a.row > b.row ? b.row + 1 : b.row;
  return [out, inGutter(plan, a.column + 1), inBand(plan, band), inGutter(plan, b.column), into];
}

const within = (box, y) => y > box.top + 4 && y < box.bottom - 4;

function sameColumn(plan, link, a, b) {
  const down = b.row > a.row;
  const open = down ? a.last && b.first : a.first && b.last;
  if (open && freeColumn(plan, a.column, Math.min(a.row, b.row) + 1, Math.max(a.row, b.row) - 1)) return [fixed("v", portX(a, link.kind, down ? b : a))];
  const to = portY(b, link.kind), band = down ? b.row : b.row + 1;
  return [fixed("h", portY(a, link.kind)), inGutter(plan, a.column + 1), inBand(plan, band), inGutter(plan, b.column), fixed("h", to)];
}

function back(plan, link, a, b) {
  const up = b.row <= a.row;
  const leave = up ? a.first : a.last, enter = b.row < a.row ? b.last : b.first;
  const away = up ? a.row : a.row + 1, toward = b.row < a.row ? b.row + 1 : b.row;
  const legs = leave ? [fixed("v", portX(a, link.kind, up ? a : null)), inBand(plan, away)] : [fixed("h", portY(a, link.kind)), inGutter(plan, a.column + 1), inBand(plan, away)];
  if (enter) {
    if (toward !== away) legs.push(inGutter(plan, a.column), inBand(plan, toward));
    legs.push(fixed("v", portX(b, link.kind, b.row < a.row ? null : b)));
  } else {
    legs.push(inGutter(plan, b.column), fixed("h", portY(b, link.kind)));
  }
  return legs;
}

function round(plan, link, a) {
  const to = a.top + 18;
  return [fixed("h", portY(a, link.kind)), inGutter(plan, a.column + 1), inBand(plan, a.row), inGutter(plan, a.column), fixed("h", to)];
}

function pointsOf(legs, from, to) {
  const points = [from];
  for (let n = 1; n < legs.length; n++) {
    const [before, after] = [legs[n - 1], legs[n]];
    points.push(before.way === "v" ? [before.at, after.at] : [after.at, before.at]);
  }
  points.push(to);
  return points;
}

// An SVG path with rounded corners.
export function pathOf(points, radius = 7) {
  const at = ([x, y]) => `${round1(x)} ${round1(y)}`;
  let path = `M${at(points[0])}`;
  for (let n = 1; n < points.length - 1; n++) {
    const [before, corner, after] = [points[n - 1], points[n], points[n + 1]];
    const r = Math.min(radius, distance(before, corner) / 2, distance(corner, after) / 2);
    path += `L${at(toward(corner, before, r))}Q${at(corner)} ${at(toward(corner, after, r))}`;
  }
  return path + `L${at(points.at(-1))}`;
}

const round1 = (value) => Math.round(value * 10) / 10;
function toward([x, y], [tx, ty], by) {
  const long = Math.hypot(tx - x, ty - y) || 1;
  return [x + ((tx - x) * by) / long, y + ((ty - y) * by) / long];
}
