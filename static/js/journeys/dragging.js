// Moving a card by mouse, pen or finger: a copy follows the pointer, its arrows too, and the cell it would fall into is shown. A finger rests first.
import { h } from "./build.js";
import { onPaper } from "./on-paper.js";
import { others, placeOf, samePlace } from "./places.js";

const SLIP = 6, REST = 350, EDGE = 48, SPEED = 14; // px, ms, px, px a frame

export function wakeDragging(page, { cards, arrows, sheet, placeWords }) {
  const { paper } = page;
  const target = h("div", { class: "drop-place", hidden: true });
  let pressed = null, drag = null, frame = 0;
  paper.append(target);

  paper.addEventListener("pointerdown", (event) => {
    const card = event.target.closest(".step__card");
    if (!card || event.button || !event.isPrimary || event.ctrlKey || event.metaKey || event.shiftKey) return;
    pressed = { step: card.parentElement.dataset.step, id: event.pointerId, x: event.clientX, y: event.clientY, touch: event.pointerType === "touch" };
    if (pressed.touch) pressed.timer = setTimeout(() => begin(pressed), REST);
  });
  paper.addEventListener("dragstart", (event) => event.preventDefault()); // a card is a link, which a browser would drag by itself
  paper.addEventListener("contextmenu", (event) => {
    if (pressed?.touch || drag?.touch) event.preventDefault();
  });
  sheet.addEventListener("touchmove", (event) => drag && event.preventDefault(), { passive: false });

  window.addEventListener("pointermove", (event) => {
    if (drag && event.pointerId === drag.id) {
      Object.assign(drag, { x: event.clientX, y: event.clientY });
      return next();
    }
    if (!pressed || event.pointerId !== pressed.id || Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y) < SLIP) return;
    if (pressed.touch) return release(); // a finger that moves at once scrolls
    begin(pressed);
    Object.assign(drag ?? {}, { x: event.clientX, y: event.clientY });
    next();
  });
  window.addEventListener("pointerup", (event) => (drag?.id === event.pointerId ? drop(event) : release()));
  window.addEventListener("pointercancel", (event) => (drag?.id === event.pointerId ? stop() : release()));
  window.addEventListener("keydown", (event) => {
    if (!drag || event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    stop();
  }, { capture: true });
  page.after.push(() => {
    if (!drag) return;
    if (!page.elements.has(drag.step)) return stop();
    mark(true);
    Object.assign(drag, { from: placeOf(page.view, drag.step), rows: rowsOf() }); // somebody may have moved it, or its lane
  });

  function release() {
    clearTimeout(pressed?.timer);
    pressed = null;
  }

  function begin({ step, id, x, y, touch }) {
    release();
    const card = cards.cardOf(step);
    if (!card) return;
    const box = card.getBoundingClientRect(), { scale } = onPaper(paper), width = box.width / scale, height = box.height / scale, ghost = card.parentElement.cloneNode(true);
    for (const name of ["id", "data-step", "data-place"]) ghost.removeAttribute(name);
    ghost.classList.add("step--ghost");
    ghost.setAttribute("aria-hidden", "true");
    ghost.inert = true;
    ghost.style.setProperty("width", `${width}px`);
    ghost.style.setProperty("height", `${height}px`);
    paper.append(ghost);
    drag = { step, id, x, y, touch, ghost, dx: x - box.left, dy: y - box.top, width, height, from: placeOf(page.view, step), place: null, rows: rowsOf() };
    mark(true);
    document.documentElement.classList.add("dragging");
    next();
  }

  const rowsOf = () => [...paper.querySelectorAll("#lanes > tr")].map((row) => [row.offsetTop + row.offsetParent.offsetTop, row.offsetHeight]);

  function next() {
    if (!frame) frame = requestAnimationFrame(() => {
      frame = 0;
      if (drag) follow();
    });
  }

  function follow() {
    const rolled = roll();
    const at = onPaper(paper), left = at.x(drag.x - drag.dx), top = at.y(drag.y - drag.dy);
    drag.ghost.style.setProperty("transform", `translate(${left}px, ${top}px)`);
    drag.place = placeAt(at.x(drag.x), at.y(drag.y));
    show(drag.place);
    const { lane, column } = drag.place ?? drag.from;
    arrows.follow(drag.step, { left, top, right: left + drag.width, bottom: top + drag.height, row: page.view.lanePlace.get(lane), column: page.view.columnPlace.get(column) });
    if (rolled) next();
  }

  // Near an edge the map, or the page, goes on. Whether it did.
  function roll() {
    const box = sheet.getBoundingClientRect(), lanes = paper.querySelector(".lane__name")?.getBoundingClientRect().width ?? 0;
    const way = (at, low, high) => (at < low + EDGE ? -SPEED : at > high - EDGE ? SPEED : 0);
    const before = [sheet.scrollLeft, scrollY];
    sheet.scrollLeft += way(drag.x, Math.max(box.left, 0) + lanes, Math.min(box.right, innerWidth));
    scrollBy(0, way(drag.y, 0, innerHeight));
    return before[0] !== sheet.scrollLeft || before[1] !== scrollY;
  }

  function placeAt(x, y) {
    const { view } = page, { gutters, boxes } = arrows.plan;
    const lane = view.lanes[drag.rows.findIndex(([top, height]) => y >= top && y < top + height)];
    const column = view.columns[gutters.findLastIndex((gutter) => x >= gutter)] ?? (x >= gutters[0] ? view.columns.at(-1) : null);
    if (!lane || !column) return null;
    const place = { step: drag.step, lane: lane.id, column: column.id };
    const below = others(view, place).find(({ id }) => boxes.has(id) && y < (boxes.get(id).top + boxes.get(id).bottom) / 2);
    return { ...place, before: below?.id ?? null };
  }

  function show(place) {
    target.hidden = !place;
    if (!place) return;
    const n = page.view.columnPlace.get(place.column), { gutters } = arrows.plan, [top, height] = drag.rows[page.view.lanePlace.get(place.lane)];
    for (const [name, value] of [["left", gutters[n]], ["width", gutters[n + 1] - gutters[n]], ["top", top], ["height", height]]) target.style.setProperty(name, `${value}px`);
    target.classList.toggle("drop-place--first", !page.view.lanePlace.get(place.lane)); // above it there is no room for words
    target.dataset.words = placeWords(place);
  }

  function mark(on) {
    document.getElementById(`step-${drag.step}`)?.classList.toggle("step--away", on);
  }

  // Where the pointer is now: what is shown may be a frame behind it.
  function drop({ clientX, clientY }) {
    const at = onPaper(paper), place = placeAt(at.x(clientX), at.y(clientY)), { from } = drag;
    stop();
    if (place && !samePlace(place, from)) page.edit.move(place);
  }

  // It stays where it was, unless `drop` moves it. The click that ends a drag opens nothing.
  function stop() {
    mark(false);
    drag.ghost.remove();
    target.hidden = true;
    drag = null;
    document.documentElement.classList.remove("dragging");
    arrows.draw(page.view);
    const none = (event) => {
      event.preventDefault();
      event.stopPropagation();
    };
    window.addEventListener("click", none, { capture: true, once: true });
    setTimeout(() => window.removeEventListener("click", none, { capture: true }));
  }
}
