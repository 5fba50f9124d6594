// Cards and lanes of the grid, made out of elements as templates/pages/map/card.html and grid.html make them. Unchanged cards stay.
import { h, s } from "./build.js";
import { headOf, isOwn } from "./elements.js";
import { accountWords, amount, countedWords, fill, minutesWords, plural, titleOf } from "./words.js";

const SMALLEST_BOX = 66;
const MINUTES = { min: 1, h: 60 };

const fails = (problems) => problems.some((problem) => problem.kind === "failure_demand");

export class Cards {
  constructor(page, table) {
    Object.assign(this, { page, table, body: table.querySelector("#lanes") });
    this.frame = this.frameOf();
    this.cells = this.cellsOf();
  }

  all() {
    return this.body.querySelectorAll(".step__card");
  }

  cardOf(step) {
    return document.getElementById(`step-${step}`)?.querySelector(".step__card") ?? null;
  }

  // After a dialog: back to the card, unless the reader went on to another already.
  focus(step) {
    if (!document.activeElement.closest(".step__card")) this.cardOf(step)?.focus();
  }

  // Where lane and column meet; of a lane in which nothing is told yet, all of it.
  cell(lane, column) {
    const cells = this.body.querySelector(`[data-lane="${CSS.escape(lane)}"]`)?.cells;
    return cells?.[1 + this.page.view.columnPlace.get(column)] ?? cells?.[1] ?? null;
  }

  // The step whose card the focus goes to when this one goes, and others with it; null when none is left.
  nextTo(card, going = []) {
    const stays = (one) => one === card || !going.includes(one.parentElement.dataset.step);
    const all = [...card.closest("tr").querySelectorAll(".step__card")].filter(stays), at = all.indexOf(card);
    const next = all[at + 1] ?? all[at - 1] ?? [...this.all()].find((one) => one !== card && stays(one));
    return next?.parentElement.dataset.step ?? null;
  }

  // What scripts add to a card that the server drew: it opens the panel; a box gets its width.
  wake(card) {
    card.setAttribute("role", "button");
    card.setAttribute("aria-expanded", "false");
    card.tabIndex = -1;
    const wide = card.parentElement.dataset.wide;
    if (wide) card.parentElement.style.setProperty("--wide-set", `${wide}%`);
  }

  // Lanes and columns: while they are the same, only cells and cards change.
  frameOf() {
    const { view } = this.page;
    return JSON.stringify([
      view.lanes.map((lane) => [lane.id, lane.title, lane.subtitle, lane.kind, this.isUntold(lane)]),
      view.columns.map((column) => [column.id, column.title, column.phase]),
      view.phases.map((phase) => [phase.id, phase.title]),
    ]);
  }

  // Which steps stand in which cell, in order.
  cellsOf() {
    return new Map([...this.page.view.cells].map(([cell, steps]) => [cell, steps.map((step) => step.id).join()]));
  }

  isUntold(lane) {
    return lane.kind !== "organisation" && !this.page.view.steps.some((step) => step.lane === lane.id);
  }

  // touched: ids of the elements that changed, from `before`. What did not change stays as it stands.
  draw(touched, before = this.page.elements) {
    const frame = this.frameOf(), cells = this.cellsOf();
    const at = document.activeElement?.closest?.("[data-step]")?.dataset.step;
    if (frame !== this.frame) this.drawAll();
    else {
      for (const step of this.stepsOf(touched, before)) document.getElementById(`step-${step.id}`)?.replaceWith(this.item(step));
      for (const cell of new Set([...this.cells.keys(), ...cells.keys()])) if (this.cells.get(cell) !== cells.get(cell)) this.fill(cell);
    }
    Object.assign(this, { frame, cells });
    if (at && !document.activeElement?.closest?.("[data-step]")) this.cardOf(at)?.focus({ preventScroll: true });
  }

  stepsOf(touched, before) {
    const { view } = this.page;
    const ids = new Set();
    for (const id of touched)
      for (const element of [before.get(id), view.elements.get(id)]) {
        if (element?.type === "map") return view.steps;
        if (element?.type === "step") ids.add(id);
        if (element?.type === "link") ids.add(element.source).add(element.target);
        if (element && "on" in element) ids.add(element.on);
      }
    return view.steps.filter((step) => ids.has(step.id));
  }

  // A cell whose cards came, went or changed places: those that stand already are moved.
  fill(cell) {
    const [lane, column] = cell.split(" "), { view } = this.page;
    const place = this.body.querySelector(`[data-lane="${CSS.escape(lane)}"]`).cells[1 + view.columnPlace.get(column)];
    const steps = view.cells.get(cell);
    if (!steps) return place.replaceChildren();
    const list = place.querySelector(".cell") ?? h("ul", { class: "cell", role: "list" });
    list.replaceChildren(...steps.map((step) => document.getElementById(`step-${step.id}`) ?? this.item(step)));
    if (!list.parentElement) place.replaceChildren(list);
  }

  drawAll() {
    const { view } = this.page;
    const widths = this.table.querySelector("colgroup");
    widths.replaceChildren(widths.firstElementChild, ...view.columns.map(() => h("col")));
    this.table.tHead.replaceChildren(this.phases(), this.columns());
    this.body.replaceChildren(...view.lanes.map((lane) => this.lane(lane)));
  }

  phases() {
    const row = h("tr", {}, h("td", { class: "grid__corner" }));
    let last = null;
    for (const column of this.page.view.columns) {
      if (last && last.phase === column.phase) last.cell.colSpan += 1;
      else {
        const title = this.page.view.elements.get(column.phase)?.title ?? "";
        last = { phase: column.phase, cell: title ? h("th", { class: "grid__phase", scope: "colgroup", colspan: 1 }, title) : h("td", { class: "grid__phase", colspan: 1 }) };
        row.append(last.cell);
      }
    }
    return row;
  }

  columns() {
    const { words, view } = this.page;
    return h("tr", { class: "grid__columns" }, h("td", { class: "grid__corner" }),
      view.columns.map((column, n) => h("th", { scope: "col" }, h("span", { class: "visually-hidden" }, words.column), " ", h("b", {}, String(n + 1)), column.title && ` ${column.title}`)));
  }

  lane(lane) {
    const { view, words } = this.page;
    const untold = this.isUntold(lane);
    return h("tr", { class: `lane lane--${lane.kind}`, "data-lane": lane.id },
      h("th", { class: "lane__name", scope: "row" }, lane.title, lane.subtitle && h("small", {}, lane.subtitle)),
      untold ? h("td", { class: "lane__untold", colspan: view.columns.length }, h("p", {}, words.untold)) : view.columns.map((column) => {
        const steps = view.cells.get(`${lane.id} ${column.id}`);
        return h("td", {}, steps && h("ul", { class: "cell", role: "list" }, steps.map((step) => this.item(step))));
      }));
  }

  item(step) {
    const { view, root } = this.page, own = isOwn(view, step);
    const isEnd = view.map.start === step.id || view.map.end === step.id;
    const card = h("a", { class: "step__card", href: `${root.dataset.outline}${step.id}/` }, this.inside(step, own));
    const item = h("li", { class: ["step", `step--${step.kind}`, own && "step--own", isEnd && "step--end"].filter(Boolean).join(" "), id: `step-${step.id}`, "data-step": step.id, "data-place": step.id, "data-wide": own ? this.wide(step) : null }, card, this.ways(step));
    this.wake(card);
    return item;
  }

  inside(step, own) {
    const { view, words, derived } = this.page;
    const problems = view.problems.get(step.id) ?? [], ideas = view.ideas.get(step.id) ?? [];
    const number = derived.numbers[step.id], gaps = derived.gaps[step.id] ?? [];
    const value = own ? this.ofValue(step) : null;
    return [
      value !== null && s("svg", { class: "step__fill", "aria-hidden": "true", focusable: "false" }, s("rect", { width: `${value}%`, height: "100%" })),
      problems.length > 0 && h("span", { class: "step__burst" }, this.burst(problems)),
      h("span", { class: "step__title" }, number && h("span", { class: "step__number" }, number), number && " ", titleOf(words, step)),
      own && step.note && h("q", { class: "step__quote" }, step.note),
      this.time(step, own),
      value !== null && h("span", { class: "visually-hidden" }, fill(words.of_value, { percent: value })),
      (step.process_owner || gaps.length > 0 || ideas.length > 0 || (fails(problems) && problems.length > 1)) && h("span", { class: "step__foot" },
        fails(problems) && problems.length > 1 && h("span", { class: "step__failure" }, words.failure_demand),
        ideas.length > 0 && h("span", { class: "step__ideas" }, plural(words.ideas, ideas.length)),
        step.process_owner && h("span", { class: "step__owner" }, step.process_owner),
        gaps.map((gap) => h("span", { class: "step__gap" }, words.card_gaps[gap]))),
    ];
  }

  burst(problems) {
    const { words } = this.page;
    return problems.length === 1 && fails(problems) ? words.failure_demand : plural(words.problems, problems.length);
  }

  time(step, own) {
    const { view, words, derived } = this.page;
    const head = headOf(step.pt), out = view.out.get(step.id) ?? [];
    const first = (kind, name) => out.filter((link) => link.kind === kind).map((link) => headOf(link[name])).find(Boolean);
    const caa = first("flow", "caa"), back = first("rework", "share");
    if (!head && !caa && !back) return null;
    const parts = [];
    if (head) {
      parts.push(h("span", { class: "nowrap" }, !own && words.work + " ", h("b", {}, countedWords(words, head, own ? minutesWords(words, this.minutes(step)) : accountWords(words, head)))));
      if (head.source !== derived.usual[own ? "own" : "service"]) parts.push(" ", h("span", { class: `tag tag--${head.source}` }, words.sources[head.source]));
    }
    if (back) parts.push(" ", h("span", { class: "nowrap" }, words.sent_back + " ", h("b", {}, amount(words, back.value, back.unit))));
    if (caa) parts.push(" ", h("span", { class: "nowrap" }, words.caa + " ", h("b", {}, amount(words, caa.value, caa.unit))));
    return h("span", { class: "step__time" }, parts);
  }

  ways(step) {
    const { view, words } = this.page, out = view.out.get(step.id);
    return out && h("ul", { class: "step__ways", role: "list" }, out.map((link) => {
      const share = headOf(link.share), wait = headOf(link.wait);
      const figures = [words.links[link.kind], link.label !== words.links[link.kind] && link.label, share && amount(words, share.value, share.unit), wait && fill(words.wait, { amount: countedWords(words, wait, amount(words, wait.value, wait.unit)) })].filter(Boolean).join(", ");
      return h("li", {}, h("a", { href: `#step-${link.target}` }, titleOf(words, view.elements.get(link.target))), figures && " ", figures && h("span", {}, figures));
    }));
  }

  minutes(step, figure = step.pt) {
    const head = headOf(figure);
    if (!head) return 0;
    const hours = this.page.view.elements.get(step.lane).hours_per_day || this.page.view.map.hours_per_day;
    const day = hours * 60;
    return head.value * (MINUTES[head.unit] ?? (head.unit === "wk" ? this.page.view.map.days_per_week * day : day));
  }

  ofValue(step) {
    const minutes = this.minutes(step);
    return headOf(step.value) && minutes > 0 ? Math.min(100, Math.round((100 * this.minutes(step, step.value)) / minutes)) : null;
  }

  wide(step) {
    const { view } = this.page;
    const longest = Math.max(0, ...view.steps.filter((one) => isOwn(view, one)).map((one) => this.minutes(one)));
    return longest ? Math.max(SMALLEST_BOX, Math.round((100 * this.minutes(step)) / longest)) : 100;
  }
}
