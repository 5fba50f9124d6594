// Draws links over the grid: one reading of all boxes, then one writing. Paths are kept, and their d is set only when it changed.
import { headOf, isHandOff } from "./elements.js";
import { pathOf, route } from "./layout.js";
import { s } from "./build.js";
import { onPaper } from "./on-paper.js";
import { amount, countedWords, fill, measuredWait, plural } from "./words.js";

const KINDS = ["", "handoff", "rework", "information"];
const DIAMOND = 11; // on the left edge of a card where somebody decides
const SHORT = 12; // signs of whoever says it, in front of a wait
const pen = document.createElement("canvas").getContext("2d");
const widths = new Map();

export class Arrows {
  constructor({ paper, svg, words, measured }) {
    Object.assign(this, { paper, svg, words, measured, drawn: new Map(), waiting: 0, after: [] });
    const heads = KINDS.map((kind) =>
      s("marker", { id: `head-${kind || "flow"}`, viewBox: "0 0 10 10", refX: 9.5, refY: 5, markerWidth: kind === "handoff" ? 11 : 9, markerHeight: kind === "handoff" ? 11 : 9, markerUnits: "userSpaceOnUse", orient: "auto" },
        s("path", { d: "M0 0.6 10 5 0 9.4z", class: kind ? `head head--${kind}` : "head" })));
    this.lines = s("g");
    this.marks = s("g");
    this.pills = s("g");
    svg.replaceChildren(s("defs", {}, heads), this.lines, this.marks, this.pills);
  }

  // At most once a frame, and in the frame after: what was changed on a card is seen before hundreds of arrows are laid out.
  draw(view) {
    this.view = view;
    this.waiting ||= requestAnimationFrame(() => requestAnimationFrame(() => {
      this.waiting = 0;
      this.drawNow(this.view);
    }));
  }

  drawNow(view) {
    this.view = view;
    const plan = (this.plan = this.read(view));
    const links = view.links.map((link) => ({ id: link.id, source: link.source, target: link.target, kind: link.kind, split: Boolean(view.elements.get(link.source).split), link, pill: this.pillOf(view, link) }));
    const routes = route(plan, links);
    this.write(view, routes);
    for (const one of this.after) one(plan);
  }

  // While a card is carried: only its own links, from where it is held, without their words.
  follow(id, box) {
    const { view } = this, boxes = new Map(this.plan.boxes).set(id, { first: true, last: true, ...box });
    const links = [...(view.out.get(id) ?? []), ...(view.into.get(id) ?? [])].map((link) => ({ id: link.id, source: link.source, target: link.target, kind: link.kind, split: false, link, pill: null }));
    for (const [link, one] of route({ ...this.plan, boxes }, links)) this.writeOne(view, link, one);
  }

  read(view) {
    const at = onPaper(this.paper), style = getComputedStyle(this.paper);
    const half = parseFloat(style.getPropertyValue("--half"));
    const place = (element) => at.box(element.getBoundingClientRect());
    const rows = [...this.paper.querySelectorAll("#lanes > tr")].map((row) => {
      const { top, bottom } = place(row);
      return { top, bottom, own: !row.classList.contains("lane--organisation") };
    });
    const cells = [...this.paper.querySelectorAll(".grid__columns > th")].map(place);
    const gutters = cells.map((cell) => cell.left);
    gutters.push(cells.length ? cells.at(-1).right - half / 2 : 0); // inside the sheet, not on its edge
    const band = parseFloat(style.getPropertyValue("--band")), foot = parseFloat(style.getPropertyValue("--foot"));
    // Above the first lane there is no other whose foot it could use: its band reaches further down, so that a pill fits in.
    const bands = rows.map((row, n) => ({ top: n ? row.top - (rows[n - 1].own ? 6 : foot) : row.top, bottom: row.top + (row.own ? 8 : n ? band - 10 : band - 8) }));
    if (rows.length) bands.push({ top: rows.at(-1).bottom - foot, bottom: rows.at(-1).bottom });
    const boxes = new Map(), taken = new Set(), solid = [];
    for (const card of this.paper.querySelectorAll(".step__card")) {
      const item = card.parentElement, step = view.elements.get(item.dataset.step);
      if (!step) continue;
      const box = place(card);
      const row = view.lanePlace.get(step.lane), column = view.columnPlace.get(step.column);
      const problems = card.querySelector(".step__burst"), burst = problems && place(problems);
      if (burst) solid.push(burst);
      boxes.set(step.id, { ...box, burst, row, column, first: !item.previousElementSibling, last: !item.nextElementSibling });
      taken.add(`${row} ${column}`);
      if (step.kind === "decision") solid.push({ left: box.left - DIAMOND, right: box.left, top: box.top, bottom: box.top + 2 * DIAMOND });
    }
    return { gutters, rows, bands, boxes, taken, solid, left: (gutters[0] ?? 0) + 2, right: gutters.at(-1) - 2, top: rows[0]?.top ?? 0, bottom: rows.at(-1)?.bottom ?? 0 };
  }

  // What a pill says: share and words of a choice or of what is sent back, the wait; measured below it.
  pillOf(view, link) {
    const lines = [], parts = [];
    if (link.label) parts.push(link.label);
    const share = headOf(link.share), wait = headOf(link.wait);
    if (share && !(share.value === 100 && link.kind === "flow")) parts.push(amount(this.words, share.value, share.unit));
    const said = parts.join(" ");
    const measured = this.measured.waits[link.id], both = measured && !measured.hidden && wait?.source === "measured"; // two statistics of data
    const waits = wait && wait.value > 0 ? countedWords(this.words, wait, amount(this.words, wait.value, wait.unit)) : "";
    const text = [said, waits && [both && wait.who.length <= SHORT && wait.who, waits].filter(Boolean).join(" ")].filter(Boolean).join(" · ");
    const kind = link.kind === "rework" ? "rework" : waits ? (wait.source === "measured" ? "measured" : "") : "bare";
    if (text) lines.push({ text, kind, size: 13 });
    if (measured) {
      const found = measuredWait(this.words, measured);
      lines.push({ text: both ? fill(this.words.median_of, { words: found }) : found, kind: "measured", size: 12 });
    }
    const problems = view.problems.get(link.id);
    if (problems) lines.push({ text: plural(this.words.problems, problems.length), kind: "trouble", size: 12 });
    if (!lines.length) return null;
    for (const line of lines) line.width = textWidth(line.text, line.size) + (line.kind === "measured" ? 10 : 16);
    const flat = view.elements.get(link.source).lane === view.elements.get(link.target).lane; // in the strip above the cards: side by side
    if (flat) return { lines, flat, width: lines.reduce((sum, line) => sum + line.width, lines.length - 1), height: 20 };
    return { lines, flat, width: Math.max(...lines.map((line) => line.width)), height: lines.length * 21 - 1 };
  }

  write(view, routes) {
    const seen = new Set();
    for (const [id, one] of routes) {
      seen.add(id);
      this.writeOne(view, id, one);
    }
    for (const [id, drawn] of this.drawn) {
      if (seen.has(id)) continue;
      for (const part of [drawn.line, drawn.leader, drawn.pill]) part?.remove();
      this.drawn.delete(id);
    }
    this.writeMarks(view, routes);
  }

  writeOne(view, id, one) {
    const link = one.link.link;
    const kind = link.kind === "flow" ? (isHandOff(view, link) ? "handoff" : "") : link.kind;
    let drawn = this.drawn.get(id);
    if (!drawn) {
      drawn = { line: s("path", { "data-link": id }), pillKey: "" };
      this.lines.append(drawn.line);
      this.drawn.set(id, drawn);
    }
    const path = pathOf(one.points);
    if (drawn.path !== path) drawn.line.setAttribute("d", (drawn.path = path));
    if (drawn.kind !== kind) {
      drawn.kind = kind;
      drawn.line.setAttribute("class", kind ? `wire wire--${kind}` : "wire");
      drawn.line.setAttribute("marker-end", `url(#head-${kind || "flow"})`);
    }
    const pillKey = one.pill ? `${one.pill.x} ${one.pill.y} ${one.link.pill.lines.map((line) => line.kind + line.text).join("|")}` : "";
    if (drawn.pillKey === pillKey) return;
    drawn.pillKey = pillKey;
    drawn.pill?.remove();
    drawn.pill = one.pill ? this.pill(one.link.pill, one.pill, id) : null;
    if (drawn.pill) this.pills.append(drawn.pill);
  }

  pill({ lines, flat, width, height }, { x, y, leader }, id) {
    const thread = leader && s("path", { class: "thread", d: `M${x} ${y}H${leader[0]}V${leader[1]}` });
    let left = x - width / 2;
    return s("g", { class: "pills", "data-link": id }, thread, lines.map((line, n) => {
      const middle = flat ? y : y - height / 2 + 10 + n * 21;
      const from = flat ? left : x - line.width / 2;
      left += line.width + 1;
      return s("g", { class: line.kind ? `pill pill--${line.kind}` : "pill" },
        s("rect", { x: from, y: middle - 10, width: line.width, height: 20, rx: line.kind === "measured" ? 4 : 10 }),
        s("text", { x: from + line.width / 2, y: middle + 0.5 }, line.text));
    }));
  }

  // A diamond where one of the ways is taken, two bars where all are.
  writeMarks(view, routes) {
    const marks = [];
    for (const step of view.steps) {
      const ways = (view.out.get(step.id) ?? []).filter((link) => link.kind !== "information" && routes.has(link.id));
      if (!step.split || ways.length < 2) continue;
      const [x, y] = routes.get((ways.find((link) => link.kind === "flow") ?? ways[0]).id).points[0];
      const shape = step.split === "choice" ? { class: "mark", d: `M${x + 8} ${y - 7}l7 7-7 7-7-7z` } : { class: "mark mark--parallel", d: `M${x + 5} ${y - 8}v16m6-16v16` };
      marks.push(s("path", { ...shape, "data-of": step.id }));
    }
    this.marks.replaceChildren(...marks);
  }

  // Lights the links of one step, or of none.
  light(step) {
    for (const [id, drawn] of this.drawn) {
      const link = this.view.elements.get(id);
      drawn.line.classList.toggle("wire--lit", Boolean(step && link && (link.source === step || link.target === step)));
    }
  }

  // Dims the links between steps that were not found and the marks on those steps; null: none is.
  dim(found) {
    for (const [id, drawn] of this.drawn) {
      const link = this.view.elements.get(id);
      const faint = Boolean(found && link && !(found.has(link.source) && found.has(link.target)));
      drawn.line.classList.toggle("wire--faint", faint);
      drawn.pill?.classList.toggle("pill--faint", faint);
    }
    for (const mark of this.marks.children) mark.classList.toggle("mark--faint", Boolean(found && !found.has(mark.dataset.of)));
  }
}

function textWidth(text, size) {
  const key = size + text;
  if (!widths.has(key)) {
    pen.font = `700 ${size}px "Atkinson Hyperlegible Next", Arial, sans-serif`;
    widths.set(key, Math.ceil(pen.measureText(text).width));
  }
  return widths.get(key);
}
