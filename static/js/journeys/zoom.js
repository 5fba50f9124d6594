// The size at which the map is shown: by buttons, keys and Ctrl with the wheel; remembered in this browser for each map.
import { fill } from "./words.js";
import { onPaper } from "./on-paper.js";

const LEVELS = [0.1, 0.15, 0.2, 0.25, 0.33, 0.5, 0.67, 0.8, 1, 1.25, 1.5, 2, 2.5, 3];
const LEAST = LEVELS[0], MOST = LEVELS.at(-1);
const SETTLES = 160; // ms after the last turn of the wheel: until then the map is only a picture that grows, as laying it out takes longer than a frame
const TURN = 0.0025; // how much of e a wheel's px is
const SLACK = 20; // px that the window may change before the map is fitted again
const NAMES = 0.45; // of the width that names of lanes may cover; beyond it they go along with the map
const TARGET = 24; // px that a finger or a mouse can hit

export function wakeZoom(page, { sheet, paper, bar }) {
  const { words, root } = page, name = `zoom/${root.dataset.map}`;
  const shown = bar.querySelector("#zoom-level"), fitting = bar.querySelector("[data-see=fit]"), said = bar.querySelector("#seen"), tiny = document.getElementById("tiny");
  let level = 1, fits = false, fittedTo = 0, held = null, turned = null;

  // A point of the window, and what stands there: it is there again afterwards.
  function anchorAt(x, y) {
    const element = document.elementFromPoint(x, y)?.closest("#lanes td, .step, .grid__columns th") ?? paper, box = element.getBoundingClientRect();
    return { x, y, element, across: (x - box.left) / box.width || 0, down: (y - box.top) / box.height || 0 };
  }

  // What one is at, where it is seen; else the middle of what is seen.
  function middle() {
    const box = sheet.getBoundingClientRect(), card = sheet.contains(document.activeElement) && document.activeElement.closest(".step__card")?.getBoundingClientRect();
    const [left, right, top, bottom] = [Math.max(0, box.left), Math.min(innerWidth, box.right), Math.max(0, box.top), Math.min(innerHeight, box.bottom)];
    const x = card && (card.left + card.right) / 2, y = card && (card.top + card.bottom) / 2;
    return card && x > left && x < right && y > top && y < bottom ? anchorAt(x, y) : anchorAt((left + right) / 2, (top + bottom) / 2);
  }

  function put(to, anchor) {
    level = to;
    sheet.style.setProperty("--zoom", level);
    sheet.style.setProperty("--unzoom", 1 / level);
    sheet.classList.toggle("map__sheet--zoomed", level !== 1);
    sheet.classList.toggle("map__sheet--close", (paper.querySelector(".grid__corner")?.offsetWidth ?? 0) * level > NAMES * sheet.clientWidth);
    for (const one of page.zoom.before) one(); // what stands over the map, and moves it, is there before the map is put back in its place
    if (anchor) {
      const box = anchor.element.getBoundingClientRect();
      const right = box.left + anchor.across * box.width - anchor.x, down = box.top + anchor.down * box.height - anchor.y, before = sheet.scrollTop;
      sheet.scrollLeft += right;
      sheet.scrollTop += down; // where the sheet itself scrolls; else the page does
      scrollBy(0, down - (sheet.scrollTop - before));
    }
    for (const one of page.zoom.after) one();
    say();
  }

  function say() {
    const percent = `${Math.round(level * 100)}%`;
    shown.textContent = percent;
    fitting.setAttribute("aria-pressed", String(fits));
    return percent;
  }

  const limited = (to) => Math.min(MOST, Math.max(LEAST, to));

  function set(to, { anchor = middle(), keep = !page.presenting, quiet = false } = {}) {
    fits = false;
    put(limited(to), anchor);
    if (keep) remember(level);
    if (!quiet) said.textContent = fill(words.zoom_is, { percent: say() });
  }

  function by(way, anchor) {
    set(way > 0 ? LEVELS.find((one) => one > level + 0.001) ?? MOST : LEVELS.findLast((one) => one < level - 0.001) ?? LEAST, { anchor });
  }

  // As large as it may be for the whole of it to be seen from left to right; never larger than it is.
  function fit({ quiet = false, anchor = middle(), keep = true } = {}) {
    fits = true;
    fittedTo = sheet.clientWidth;
    const least = Math.floor((1000 * (fittedTo - 1)) / natural()) / 1000;
    put(fittedTo ? limited(Math.min(1, least)) : 1, anchor); // a map without lanes and columns is not shown
    if (keep) remember("fit");
    if (!quiet) said.textContent = fill(words.zoom_fits, { percent: say() });
  }

  // How wide the map is by itself, at 100%.
  function natural() {
    if (sheet.scrollWidth > sheet.clientWidth + 1) return paper.offsetWidth;
    sheet.classList.add("map__sheet--measured");
    const wide = paper.offsetWidth;
    sheet.classList.remove("map__sheet--measured");
    return wide;
  }

  function remember(value) {
    try {
      localStorage.setItem(name, value);
    } catch {
      // a browser that keeps nothing begins at 100% again
    }
  }

  function remembered() {
    try {
      return localStorage.getItem(name);
    } catch {
      return null;
    }
  }

  // The wheel: the paper is a picture that grows around the pointer, and is laid out once the wheel rests.
  function turn(event) {
    if (!event.ctrlKey) return;
    event.preventDefault();
    if (!held) {
      const at = onPaper(paper);
      held = { to: level, anchor: anchorAt(event.clientX, event.clientY) };
      sheet.classList.add("map__sheet--zooming");
      paper.style.setProperty("transform-origin", `${at.x(event.clientX)}px ${at.y(event.clientY)}px`);
    }
    held.to = limited(held.to * Math.exp(-event.deltaY * (event.deltaMode ? 30 : 1) * TURN));
    paper.style.setProperty("transform", `scale(${held.to / level})`);
    shown.textContent = `${Math.round(held.to * 100)}%`;
    clearTimeout(turned);
    turned = setTimeout(rest, SETTLES);
  }

  function rest() {
    if (!held) return;
    const { to, anchor } = held;
    held = null;
    sheet.classList.remove("map__sheet--zooming");
    paper.style.removeProperty("transform");
    paper.style.removeProperty("transform-origin");
    set(Math.round(to * 100) / 100, { anchor: anchor.element.isConnected ? anchor : anchorAt(anchor.x, anchor.y) }); // somebody may have changed it meanwhile
  }

  // Whether every card is large enough to be hit; said where one is not.
  function look(plan) {
    let least = Infinity;
    for (const { left, right, top, bottom } of plan.boxes.values()) least = Math.min(least, right - left, bottom - top);
    const words_ = least * level < TARGET ? words.cards_are_small : "";
    if (tiny.textContent !== words_) tiny.textContent = words_;
  }

  const ACTS = { out: () => by(-1), in: () => by(1), whole: () => set(1), fit: () => (fits ? set(1) : fit()) };
  const KEYS = { "+": "in", "=": "in", "-": "out", "0": "whole" };
  bar.addEventListener("click", (event) => ACTS[event.target.closest("[data-see]")?.dataset.see]?.());
  sheet.addEventListener("keydown", (event) => {
    const act = KEYS[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
    event.preventDefault();
    ACTS[act]();
  });
  sheet.addEventListener("wheel", turn, { passive: false });
  new ResizeObserver(() => {
    if (fits && sheet.clientWidth && Math.abs(sheet.clientWidth - fittedTo) > SLACK) fit({ quiet: true, keep: false });
  }).observe(sheet);

  page.zoom = {
    before: [], after: [], look, set, by, fit,
    get level() { return level; },
    get fits() { return fits; },
    // For paper the map is at 100%, and then again as it was.
    flat() { sheet.style.setProperty("--zoom", 1); },
    back() { sheet.style.setProperty("--zoom", level); },
  };
  let columns = page.view.columns.length;
  page.after.push(() => {
    if (columns === page.view.columns.length) return;
    columns = page.view.columns.length;
    if (fits) fit({ quiet: true, keep: false });
  });

  const kept = remembered();
  if (kept === "fit") fit({ quiet: true, anchor: null });
  else if (Number(kept) && Number(kept) !== 1) set(Number(kept), { anchor: null, keep: false, quiet: true });
}
