// A small picture of the whole map over it, where it is longer than the window: lanes, cards, who is where, and what is seen of it. A click or
// a drag goes there; so does the list of columns beside it, which is what keys and screen readers use.
import { h, s } from "./build.js";
import { isOwn } from "./elements.js";
import { onPaper } from "./on-paper.js";

const MARK = 14; // px of the paper that a card's mark is larger than the card

export function wakeOverview(page, { sheet, paper, part, cards, arrows }) {
  const picture = part.querySelector("svg"), form = part.querySelector("form"), list = form.elements.column;
  const looked = s("rect", { class: "overview__view" }), lanes = s("g"), drawn = s("g"), held = s("g");
  let found = null, holding = [], listed = "", frame = 0, grip = null;
  picture.append(lanes, drawn, held, looked);

  function draw(plan) {
    picture.setAttribute("viewBox", `0 0 ${paper.offsetWidth} ${paper.offsetHeight}`);
    const { view } = page, right = paper.offsetWidth;
    lanes.replaceChildren(...view.lanes.map((lane, n) => [lane, plan.rows[n]]).filter(([, row]) => row).map(([lane, row]) =>
      s("rect", { class: lane.kind === "organisation" ? "overview__lane" : "overview__lane overview__lane--own", x: 0, y: row.top, width: right, height: row.bottom - row.top })));
    drawn.replaceChildren(...view.steps.filter((step) => plan.boxes.has(step.id)).map((step) => {
      const { left, top, right, bottom } = plan.boxes.get(step.id);
      const kind = view.problems.has(step.id) ? "overview__card overview__card--trouble" : isOwn(view, step) ? "overview__card overview__card--own" : "overview__card";
      return s("rect", { class: kind, "data-of": step.id, x: left, y: top, width: right - left, height: bottom - top });
    }));
    fade();
    mark();
    fill();
    look();
  }

  function fade() {
    for (const one of drawn.children) one.classList.toggle("overview__card--faint", Boolean(found && !found.has(one.dataset.of)));
  }

  // Around the cards that others are at.
  function mark() {
    const boxes = holding.map((id) => arrows.plan?.boxes.get(id)).filter(Boolean);
    held.replaceChildren(...boxes.map(({ left, top, right, bottom }) => s("rect", { class: "overview__held", x: left - MARK, y: top - MARK, width: right - left + 2 * MARK, height: bottom - top + 2 * MARK })));
  }

  // The columns by phase, anew only when they changed: whoever is choosing keeps what they chose.
  function fill() {
    const { view } = page, now = JSON.stringify([view.columns.map((one) => [one.id, one.title, one.phase]), view.phases.map((one) => one.title)]);
    if (now === listed) return;
    listed = now;
    const chosen = list.value, groups = [];
    let last;
    view.columns.forEach((column, n) => {
      const phase = view.elements.get(column.phase)?.title ?? "";
      if (!groups.length || (column.phase ?? null) !== last) groups.push(phase ? h("optgroup", { label: phase }) : h("hr"));
      last = column.phase ?? null;
      const option = h("option", { value: column.id }, column.title ? `${n + 1} ${column.title}` : String(n + 1));
      if (groups.at(-1).localName === "optgroup") groups.at(-1).append(option);
      else groups.push(option);
    });
    list.replaceChildren(...groups.slice(groups[0]?.localName === "hr" ? 1 : 0));
    if (view.elements.has(chosen)) list.value = chosen;
  }

  // Whether there is more than the window shows; whoever is in it keeps it.
  function offer() {
    part.hidden = (sheet.scrollWidth <= sheet.clientWidth + 1 || !page.view.columns.length) && !part.contains(document.activeElement);
  }

  // What of the paper the window shows.
  function look() {
    offer();
    if (part.hidden) return;
    const at = onPaper(paper), box = sheet.getBoundingClientRect(), within = (value, most) => Math.min(most, Math.max(0, value));
    const left = within(at.x(Math.max(0, box.left)), paper.offsetWidth), right = within(at.x(Math.min(innerWidth, box.right)), paper.offsetWidth);
    const top = within(at.y(Math.max(0, box.top)), paper.offsetHeight), bottom = within(at.y(Math.min(innerHeight, box.bottom)), paper.offsetHeight);
    for (const [name, value] of [["x", left], ["y", top], ["width", right - left], ["height", bottom - top]]) looked.setAttribute(name, value);
  }

  function soon() {
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      look();
    });
  }

  // The middle of the window goes to that place of the picture; the picture is where it was when it was taken, although the page may move.
  function go(event) {
    const across = (event.clientX - grip.left) / grip.width, down = (event.clientY - grip.top) / grip.height;
    const box = sheet.getBoundingClientRect(), map = paper.getBoundingClientRect();
    sheet.scrollLeft += map.left + Math.min(1, Math.max(0, across)) * map.width - (box.left + box.right) / 2;
    scrollBy(0, map.top + Math.min(1, Math.max(0, down)) * map.height - innerHeight / 2);
  }

  picture.addEventListener("pointerdown", (event) => {
    if (event.button || !event.isPrimary) return;
    event.preventDefault();
    grip = picture.getBoundingClientRect();
    picture.setPointerCapture(event.pointerId);
    go(event);
  });
  picture.addEventListener("pointermove", (event) => grip && go(event));
  for (const name of ["pointerup", "pointercancel"]) picture.addEventListener(name, () => (grip = null));

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const column = list.value, place = page.view.columnPlace.get(column);
    if (place === undefined) return;
    const first = page.view.steps.find((step) => step.column === column), head = paper.querySelector(".grid__columns").cells[1 + place];
    head.scrollIntoView({ block: "nearest", inline: "start" });
    if (!first) return sheet.focus();
    const card = cards.cardOf(first.id);
    card.focus({ preventScroll: true });
    card.scrollIntoView({ block: "nearest", inline: "nearest" });
  });

  arrows.after.push(draw);
  part.addEventListener("focusout", soon);
  page.zoom.before.push(offer);
  page.zoom.after.push(soon);
  sheet.addEventListener("scroll", soon, { passive: true });
  window.addEventListener("scroll", soon, { passive: true });
  const sizes = new ResizeObserver(soon);
  sizes.observe(sheet);
  sizes.observe(paper);
  return {
    find(steps) {
      found = steps;
      fade();
    },
    held(ids) {
      holding = ids;
      mark();
    },
  };
}
