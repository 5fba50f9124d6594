// Showing the map to a room: the map alone, large, and in large words what is said of one step after the other, in journey order.
import { h } from "./build.js";
import { headOf, isOwn } from "./elements.js";
import { countedWords, fill, titleOf } from "./words.js";

const WIDE = 820, LEAST = 1, MOST = 3; // px of the map that the room sees at once; how much larger than 100% that may be
const SAID = 2; // waits, and problems, that are told
const ON = ["ArrowRight", "ArrowDown", "PageDown", " "], BACK = ["ArrowLeft", "ArrowUp", "PageUp"];
const READING = { ArrowDown: 1, PageDown: 1, ArrowUp: -1, PageUp: -1 };

export function wakePresenting(page, { sheet, part, cards, panel, arrows }) {
  const { root, words } = page, html = document.documentElement;
  const said = part.querySelector("#show-said"), count = part.querySelector("#show-at"), read = part.querySelector(".show__card"), button = root.querySelector("[data-see=present]");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let shown = null, place = 0, before = null;

  function begin() {
    const steps = page.view.steps, here = panel.step ?? root.querySelector('.step__card[tabindex="0"]')?.parentElement.dataset.step; // where one was last, or the first step
    if (!steps.length) return;
    if (panel.step) panel.close();
    before = { level: page.zoom.level, fits: page.zoom.fits };
    page.presenting = room;
    html.classList.add("presenting");
    part.hidden = false;
    // Where the browser may not, it fills the window; it may also have been left before the browser was ready.
    html.requestFullscreen?.().then(() => page.presenting || document.exitFullscreen()).catch(() => {});
    page.zoom.set(Math.min(MOST, Math.max(LEAST, innerWidth / WIDE)), { anchor: null, quiet: true });
    lead(page.elements.has(here) ? here : steps[0].id);
    room.focus();
  }

  // For whoever leads the view from elsewhere: a step to show, and where the focus is when what had it goes.
  const room = {
    go(id) {
      const known = page.view.steps.some((step) => step.id === id);
      if (known) go(id);
      return known;
    },
    focus: () => part.querySelector("[data-show=on]").focus(),
  };

  function leave() {
    if (!page.presenting) return;
    page.presenting = null;
    html.classList.remove("presenting");
    part.hidden = true;
    delete part.dataset.place;
    if (document.fullscreenElement) document.exitFullscreen().catch(() => {});
    if (before.fits) page.zoom.fit({ quiet: true, anchor: null });
    else page.zoom.set(before.level, { quiet: true, anchor: null });
    const card = cards.cardOf(shown);
    light(null);
    page.live?.moved(); // what was said to the room is said
    (card ?? button).focus();
    card?.scrollIntoView({ block: "center", inline: "center" });
  }

  function light(step) {
    cards.cardOf(shown)?.classList.remove("step__card--shown");
    shown = step;
    cards.cardOf(shown)?.classList.add("step__card--shown");
    arrows.light(shown);
  }

  // Whoever goes to a step themselves follows nobody any more.
  function lead(id, behavior) {
    page.live?.moved();
    go(id, behavior);
  }

  function go(id, behavior = "instant") {
    if (id !== shown) read.scrollTop = 0;
    light(id);
    part.dataset.place = id; // whoever has the focus here is at that card
    page.live?.hold(id); // whoever follows comes along
    centre(behavior);
    tell();
  }

  function isAway() {
    const card = cards.cardOf(shown).getBoundingClientRect(), box = sheet.getBoundingClientRect();
    return card.left < box.left || card.right > box.right || card.top < box.top || card.bottom > box.bottom;
  }

  const centre = (behavior) => cards.cardOf(shown)?.scrollIntoView({ block: "center", inline: "center", behavior });

  function turn(by) {
    const next = page.view.steps[at() + by];
    if (next) lead(next.id, calm.matches ? "instant" : "smooth");
  }

  const at = () => page.view.steps.findIndex((step) => step.id === shown);

  function tell() {
    const { view } = page, step = view.elements.get(shown), own = isOwn(view, step), lane = view.elements.get(step.lane), number = page.derived.numbers[step.id];
    const n = at();
    place = n;
    const text = fill(words.shown_of, { at: n + 1, n: view.steps.length });
    if (count.textContent !== text) count.textContent = text;
    for (const [name, ends] of [["back", n === 0], ["on", n === view.steps.length - 1]]) part.querySelector(`[data-show=${name}]`).setAttribute("aria-disabled", String(ends));
    const fresh = [
      h("h2", { class: "show__title" }, titleOf(words, step)),
      h("p", { class: "show__where" }, [number && fill(words.step, { number }), lane.title, view.map.start === step.id && words.first_step, view.map.end === step.id && words.last_step].filter(Boolean).join(" · ")),
      h("ul", { class: "show__facts", role: "list" }, facts(step, own).map(([kind, said]) => h("li", { class: kind && `show__${kind}` }, said))),
    ];
    if (fresh.map((one) => one.outerHTML).join("") !== [...said.children].map((one) => one.outerHTML).join("")) said.replaceChildren(...fresh);
  }

  // [kind, words] of what a room talks about: work, waits before, who is missing, problems, and the person's own words.
  function facts(step, own) {
    const { view, derived } = page, work = headOf(step.pt), gaps = derived.gaps[step.id] ?? [], found = [];
    if (work) found.push(["", `${own ? words.own_time : words.times_of_work}: ${countedWords(words, work)}`]);
    const waits = (view.into.get(step.id) ?? []).filter((link) => link.kind !== "information" && headOf(link.wait)?.value > 0);
    for (const link of waits.slice(0, SAID)) found.push(["wait", `${fill(words.wait_before, { step: titleOf(words, view.elements.get(link.source)) })}: ${countedWords(words, headOf(link.wait))}`]);
    if (gaps.length) found.push(["gap", gaps.length > 1 ? words.nobody_both : gaps[0] === "G1" ? words.nobody_owner : words.nobody_clinical]);
    for (const problem of (view.problems.get(step.id) ?? []).slice(0, SAID)) found.push(["problem", problem.text]);
    if (step.note) found.push([own ? "quote" : "", step.note]);
    return found;
  }

  const ACTS = { on: () => turn(1), back: () => turn(-1), leave, larger: () => page.zoom.by(1), smaller: () => page.zoom.by(-1) };
  part.addEventListener("click", (event) => ACTS[event.target.closest("[data-show]")?.dataset.show]?.());
  button.addEventListener("click", begin);

  // Nothing but these does anything meanwhile: what one presses before a room changes no map.
  window.addEventListener("keydown", (event) => {
    if (!page.presenting || event.key === "Tab") return;
    if (event.key === "Escape" && event.target.closest?.("#summons")) return; // it puts the call aside
    event.stopImmediatePropagation();
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const pressing = event.target.closest?.("button"), { steps } = page.view;
    if (pressing && (event.key === " " || event.key === "Enter")) return;
    if (event.target === read && isReading(event)) return;
    const act = event.key === "Escape" ? leave : ON.includes(event.key) ? ACTS.on : BACK.includes(event.key) ? ACTS.back
      : event.key === "Home" ? () => lead(steps[0].id) : event.key === "End" ? () => lead(steps.at(-1).id)
      : event.key === "Enter" ? () => pick(event.target) : { "+": ACTS.larger, "=": ACTS.larger, "-": ACTS.smaller }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }, { capture: true });
  // Long words are read to their end before these keys go on; a key that is held stops there.
  function isReading({ key, repeat }) {
    if (!READING[key] || read.scrollHeight <= read.clientHeight + 1) return false;
    const left = READING[key] > 0 ? read.scrollHeight - read.clientHeight - read.scrollTop : read.scrollTop;
    return left > 1 || repeat;
  }
  function pick(target) {
    const step = target.closest?.(".step")?.dataset.step;
    if (step) lead(step);
  }
  for (const name of ["click", "dblclick", "pointerdown", "pointerover"]) sheet.addEventListener(name, (event) => {
    if (!page.presenting) return;
    event.stopPropagation();
    if (name === "pointerover" || name === "pointerdown") return;
    event.preventDefault();
    if (name === "click") pick(event.target);
  }, { capture: true });
  document.addEventListener("fullscreenchange", () => document.fullscreenElement || leave()); // Escape belongs to the browser then

  // The step may have been taken away: the one that stands in its place is next.
  page.after.push(() => {
    button.hidden = !page.view.steps.length;
    if (!page.presenting) return;
    if (!page.view.steps.length) return leave();
    if (!page.elements.has(shown)) return go(page.view.steps[Math.min(place, page.view.steps.length - 1)].id);
    light(shown);
    tell();
    if (isAway()) centre("instant"); // somebody moved it
  });
  page.zoom.after.push(() => page.presenting && centre("instant"));
  new ResizeObserver(() => page.presenting && centre("instant")).observe(sheet); // as the screen fills, or the words take more of it
  button.hidden = !page.view.steps.length;
}
