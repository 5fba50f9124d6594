// Moving a card by keyboard: Space lifts it, arrows carry it, Space puts it down, Escape puts it back; M asks for the place in a dialog.
import { h } from "./build.js";
import { isThere, others, placeOf, placeTowards, samePlace } from "./places.js";
import { fill, titleOf } from "./words.js";

const SPACE = " ";

export function wakeLifting(page, { cards, placeWords }) {
  const { words } = page, { say } = page.edit;
  let lifted = null; // {from, place}
  const title = (id) => titleOf(words, page.elements.get(id));

  function lift(id) {
    const from = placeOf(page.view, id);
    lifted = { from, place: from };
    mark();
    say(fill(words.lifted, { title: title(id), place: placeWords(from) }));
  }

  function carry(key) {
    const next = placeTowards(page.view, lifted.place, key);
    if (!next) return say(words.no_further);
    lifted.place = next;
    page.sending.preview = { kind: "step.move", ...next };
    page.show();
    cards.cardOf(next.step)?.scrollIntoView({ block: "nearest", inline: "nearest" });
    say(placeWords(next));
  }

  function putDown() {
    const { from, place } = lifted;
    page.sending.preview = lifted = null;
    if (samePlace(from, place)) {
      page.show();
      say(fill(words.put_back, { title: title(from.step) }));
    } else page.edit.move(place);
    mark();
  }

  function putBack() {
    const { step } = lifted.from, gone = !isThere(page.elements, lifted.place);
    page.sending.preview = lifted = null;
    page.show();
    mark();
    say(page.elements.has(step) ? fill(gone ? words.place_gone : words.put_back, { title: title(step) }) : words.gone_under_hand);
  }

  function mark() {
    for (const old of page.root.querySelectorAll(".step--lifted")) old.classList.remove("step--lifted");
    if (lifted) document.getElementById(`step-${lifted.from.step}`)?.classList.add("step--lifted");
  }

  // Somebody took away what it was to stand at, or the card itself.
  page.after.push(() => {
    if (lifted && !isThere(page.elements, lifted.place)) putBack();
    mark();
  });

  page.root.addEventListener("keydown", (event) => {
    const id = event.target.closest(".step__card")?.parentElement.dataset.step;
    if (!id || event.ctrlKey || event.metaKey || event.altKey) return;
    if (lifted) {
      if (event.key === "Tab") return;
      if (event.key === SPACE || event.key === "Enter") putDown();
      else if (event.key === "Escape") putBack();
      else if (event.key.startsWith("Arrow") || event.key === "Home" || event.key === "End") carry(event.key);
    } else if (event.key === SPACE) lift(id);
    else if (event.key.toLowerCase() === "m") ask(id);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }, { capture: true });
  document.addEventListener("focusin", (event) => {
    if (lifted && event.target.closest("[data-step]")?.dataset.step !== lifted.from.step) putBack();
  });

  // The dialog: lane, column, and in front of which card.
  const dialog = document.getElementById("move"), form = dialog.querySelector("form:not([method=dialog])"), { lane, column, before } = form.elements;
  let asked = null;

  function ask(id) {
    const { view } = page, at = placeOf(view, id);
    asked = at;
    dialog.querySelector("h2").textContent = fill(words.move_step, { title: title(id) });
    lane.replaceChildren(...view.lanes.map((one) => h("option", { value: one.id, selected: one.id === at.lane }, one.title)));
    column.replaceChildren(...view.columns.map((one) => h("option", { value: one.id, selected: one.id === at.column }, page.edit.columnWords(one.id))));
    offer(at.before);
    dialog.showModal();
  }

  function offer(chosen) {
    const row = others(page.view, { step: asked.step, lane: lane.value, column: column.value });
    before.replaceChildren(h("option", { value: "" }, row.length ? words.at_the_end : words.alone_there), ...row.map((one) => h("option", { value: one.id, selected: one.id === chosen }, titleOf(words, one))));
  }

  form.addEventListener("change", (event) => {
    if (event.target !== before) offer(null);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const to = { step: asked.step, lane: lane.value, column: column.value, before: before.value || null };
    dialog.close();
    if (!isThere(page.elements, to) || !samePlace(to, placeOf(page.view, to.step))) page.edit.move(to);
  });
  dialog.addEventListener("close", () => cards.focus(asked.step));
  return { ask };
}
