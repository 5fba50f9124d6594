// Editing in the grid: what is done to a card by button, key and double click; taking back and doing again; and what is said about it.
import { h } from "./build.js";
import { wakeDragging } from "./dragging.js";
import { FormDialog } from "./form-dialog.js";
import { newId } from "./ids.js";
import { wakeLifting } from "./lifting.js";
import { wakeLinking } from "./linking.js";
import { wakeMarking } from "./marking.js";
import { OwnHistory } from "./own-history.js";
import { isThere, others } from "./places.js";
import { openSending } from "./sending.js";
import { TitleBox } from "./title-box.js";
import { Unsettled } from "./unsettled.js";
import { fill, titleOf } from "./words.js";

const LEAST_CELL = 96; // px of the window: in a narrower cell the button that adds a step would lie over the cards beside it

export async function wakeEditor(page, { cards, panel, arrows }) {
  const { root, words } = page, bar = document.getElementById("editing"), said = bar.querySelector("#done");
  const history = new OwnHistory(), undo = bar.querySelector("#undo"), redo = bar.querySelector("#redo");
  const unsettled = new Unsettled(page, document.getElementById("unsettled"), cards);

  page.sending = await openSending(page, {
    turned(entry) {
      history.forget(entry.command_id);
      say(unsettled.told(entry));
    },
    news() {
      page.live?.showWaiting();
      unsettled.draw();
      renew();
    },
  });
  const box = new TitleBox(page);

  function renew() {
    undo.setAttribute("aria-disabled", String(!history.done.length));
    redo.setAttribute("aria-disabled", String(!history.undone.length));
  }

  function say(text) {
    said.textContent = text;
  }

  // Every change of one's own goes this way. text: what to say about it.
  function intend(command, text, base) {
    const { command_id } = page.sending.intend(command, base);
    history.did({ command_id, command, text });
    renew();
    if (text) say(text);
  }

  // Several at once, taken back at once.
  function together(commands, text) {
    const group = newId();
    for (const { command_id, command } of page.sending.intendAll(commands)) history.did({ command_id, command, text, group });
    renew();
    say(text);
  }

  function again(entry, base) {
    const { command_id, command } = page.sending.waiting.again(entry, base);
    if (command.kind !== "undo" && command.kind !== "redo") history.did({ command_id, command, text: "" });
    renew();
  }

  // One that never left this device is just dropped, and added again; any other is a change that everybody sees.
  function takeBack() {
    const one = history.back();
    if (!one) return say(words.nothing_to_undo);
    const all = [one];
    while (one.group && history.done.at(-1)?.group === one.group) all.push(history.back());
    for (const each of all) {
      each.dropped = page.sending.waiting.takeBack(each.command_id);
      if (each.dropped) page.show();
      else page.sending.intend({ kind: "undo", of: each.command_id });
    }
    renew();
    say(fill(words.taken_back, { text: one.text }));
  }

  function doAgain() {
    const one = history.forth();
    if (!one) return say(words.nothing_to_redo);
    const all = [one];
    while (one.group && history.undone.at(-1)?.group === one.group) all.push(history.forth());
    for (const each of all) {
      if (each.dropped) each.command_id = page.sending.intend(each.command, each.dropped.base_revision).command_id;
      else page.sending.intend({ kind: "redo", of: each.command_id });
      each.dropped = null;
    }
    renew();
    say(fill(words.done_again, { text: one.text }));
  }

  function rename(id) {
    const step = page.elements.get(id), base = page.revision;
    if (!step) return;
    box.open({
      label: fill(words.rename_step, { title: titleOf(words, step) }), text: step.title, place: () => cards.cardOf(id)?.getBoundingClientRect(),
      save: (title) => intend({ kind: "step.rename", step: id, title }, fill(words.renamed, { title }), base),
      closed: () => cards.cardOf(id)?.focus(),
    });
  }

  // A new card where lane and column meet, once it has words; `made`: what makes its column, which is only seen until then; `from`: the step that leads to it.
  function add(lane, column, { made = null, from = null } = {}) {
    const step = newId(), at = document.activeElement, beside = at.closest("[data-step]")?.dataset.step ?? panel.step;
    page.sending.preview = made;
    if (made) page.show();
    const cell = cards.cell(lane, column);
    if (!cell) return;
    const where = { lane: page.elements.get(lane).title, column: columnWords(column) };
    cell.scrollIntoView({ block: "nearest", inline: "nearest" });
    box.open({
      label: fill(words.add_step_in, where), text: "", place: () => belowCards(cards.cell(lane, column)),
      save(title) {
        page.sending.preview = null;
        const leads = page.elements.has(from), link = leads && { kind: "link.add", link: newId(), source: from, target: step };
        const said = { title, ...where, from: leads && titleOf(words, page.elements.get(from)) };
        together([made, { kind: "step.add", step, title, lane, column }, link].filter(Boolean), fill(leads ? words.added_after : words.added, said));
      },
      left() {
        page.sending.preview = null;
        page.show();
      },
      closed: (saved) => (saved ? cards.cardOf(step) : at.isConnected ? at : cards.cardOf(beside))?.focus(),
    });
  }

  // After a card, which leads to it: in its lane, in the next column; where there is none a new one is made.
  function addAfter(id) {
    const step = page.elements.get(id), next = page.view.columns[page.view.columnPlace.get(step.column) + 1];
    if (next) return add(step.lane, next.id, { from: id });
    const column = newId();
    add(step.lane, column, { from: id, made: { kind: "column.add", column, title: "", phase: page.elements.get(step.column).phase } });
  }

  function remove(id) {
    const step = page.elements.get(id), near = cards.nextTo(cards.cardOf(id));
    intend({ kind: "step.remove", step: id }, fill(words.removed, { title: titleOf(words, step) }));
    if (panel.step === id) panel.close();
    cards.cardOf(near)?.focus();
  }

  function move(place) {
    const card = page.elements.get(place.step);
    if (!isThere(page.elements, place)) {
      page.show();
      cards.cardOf(place.step)?.focus();
      return say(card ? fill(words.place_gone, { title: titleOf(words, card) }) : words.gone_under_hand);
    }
    const title = titleOf(words, card);
    intend({ kind: "step.move", ...place }, fill(words.moved, { title, place: placeWords(place) }));
    cards.cardOf(place.step)?.focus();
  }

  // As its heading says it, and the phase above it: "3", "3 Triage, Refer".
  function columnWords(column) {
    const { title, phase } = page.elements.get(column), number = page.view.columnPlace.get(column) + 1, above = page.elements.get(phase)?.title;
    return [title ? `${number} ${title}` : String(number), above].filter(Boolean).join(", ");
  }

  // "GP practice, column 3, Refer", and in front of what where several stand.
  function placeWords({ step, lane, column, before }) {
    const where = { lane: page.elements.get(lane).title, column: columnWords(column) };
    if (before) return fill(words.place_before, { ...where, title: titleOf(words, page.elements.get(before)) });
    return fill(others(page.view, { step, lane, column }).length ? words.place_last : words.place, where);
  }

  bar.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button === undo) takeBack();
    if (button === redo) doAgain();
    const form = button?.dataset.form;
    if (form) openForm(form === "all/" && lately ? `${form}?step=${lately}` : form);
  });
  // The card one is at, or was at last: what one asks for then is about it.
  let lately = null;
  root.addEventListener("focusin", ({ target }) => (lately = target.closest("[data-step]")?.dataset.step ?? (target.closest("#panel") && panel.step) ?? lately));

  // A form of the server's, by its command and what it is about: "step.set?step=…".
  function openForm(form) {
    const about = new URLSearchParams(form.split("?")[1]);
    for (const id of about.values()) if (page.elements.has(id) && !page.known.has(id)) return say(words.not_there_yet);
    const at = document.activeElement, step = at.closest("[data-step]")?.dataset.step ?? panel.step;
    back = () => [at, root.querySelector(`[data-form="${CSS.escape(form)}"]`), cards.cardOf(step)].find((one) => one?.checkVisibility());
    forms.open(`${root.dataset.outline}${form}`);
  }

  let back = () => null; // where the focus was, or what stands in its place now
  const forms = new FormDialog(page, document.getElementById("form"), {
    sent(command_id, text) {
      if (command_id) history.did({ command_id, command: null, text });
      renew();
      say(text);
      if (!page.sending.waiting.open) page.live.hurry();
    },
    closed: () => back()?.focus(),
  });
  const copy = (id) => openForm(`do/map.paste/?copy=${id}`);
  const details = (id) => openForm(`do/step.set/?step=${id}`);

  document.addEventListener("keydown", (event) => {
    if (event.key !== "?" || page.presenting || event.target.closest?.("input, textarea, select, [contenteditable]") || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    document.getElementById("keys").showModal();
  });
  root.addEventListener("keydown", (event) => {
    const card = event.target.closest(".step__card"), act = card && !event.ctrlKey && !event.metaKey && !event.altKey && KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act) return;
    event.preventDefault();
    if (!event.repeat) act(card.parentElement.dataset.step);
  });
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.target.closest?.("input, textarea, select, dialog, [contenteditable]")) return;
    const key = event.key.toLowerCase(), act = key === "z" ? (event.shiftKey ? doAgain : takeBack) : key === "y" ? doAgain : null;
    if (!act) return;
    event.preventDefault();
    act();
  });
  // One button for all cells: it stands in the one that the pointer is over, or that a finger touched.
  const plus = h("button", { class: "cell-add", type: "button", tabindex: "-1", hidden: true }, h("span", { "aria-hidden": "true" }, "+"));
  let plusIn = null;
  page.paper.append(plus);
  function offerPlus(event) {
    const cell = event.target.closest("#lanes > tr > td");
    if (event.target.closest(".cell-add, .step__card")) return;
    plus.hidden = !cell || !page.view.columns.length || document.documentElement.classList.contains("dragging");
    if (plus.hidden) return;
    const lane = cell.parentElement.dataset.lane, wide = cell.classList.contains("lane__untold");
    const column = page.view.columns[wide ? 0 : cell.cellIndex - 1].id;
    plusIn = [lane, column];
    plus.setAttribute("aria-label", fill(words.add_step_in, { lane: page.elements.get(lane).title, column: columnWords(column) }));
    const box = cell.getBoundingClientRect(), origin = page.paper.getBoundingClientRect(), empty = !cell.querySelector(".step");
    plus.hidden = box.width < LEAST_CELL;
    plus.style.setProperty("left", `${(wide ? box.left + 28 : (box.left + box.right) / 2) - origin.left}px`);
    plus.style.setProperty("top", `${(empty ? (box.top + box.bottom) / 2 : box.bottom - 12) - origin.top}px`);
  }
  page.zoom.after.push(() => (plus.hidden = true)); // its cell is elsewhere now
  page.paper.addEventListener("pointerover", offerPlus);
  page.paper.addEventListener("click", offerPlus);
  page.paper.addEventListener("pointerleave", (event) => (plus.hidden ||= event.pointerType !== "touch")); // a finger leaves before its tap is a click
  plus.addEventListener("click", () => {
    plus.hidden = true;
    add(...plusIn);
  });

  page.paper.addEventListener("dblclick", (event) => {
    const card = event.target.closest(".step__card");
    if (card) rename(card.parentElement.dataset.step);
  });
  document.getElementById("panel").addEventListener("click", (event) => {
    const { edit, form, link, end } = event.target.closest("button")?.dataset ?? {};
    if (form) return openForm(form);
    if (edit === "unlink") linking.remove(link);
    else if (edit === "relink") linking.ask({ step: panel.step, link, end });
    else if (edit) ACTS[edit](panel.step);
  });

  page.edit = { intend, together, again, say, move, columnWords, openForm };
  const lifting = wakeLifting(page, { cards, placeWords });
  wakeDragging(page, { cards, arrows, sheet: document.getElementById("sheet"), placeWords });
  const linking = wakeLinking(page, { cards });
  const marking = wakeMarking(page, { cards, bar: document.getElementById("marked") });
  const ACTS = { rename, remove, add: addAfter, move: lifting.ask, link: linking.from, mark: marking.toggle };
  const removeThese = (id) => (marking.has(id) ? marking.removeAll() : remove(id));
  const KEYS = { F2: rename, Delete: removeThese, Backspace: removeThese, n: addAfter, l: linking.from, e: details, d: copy, x: marking.toggle };
  bar.hidden = false;
  renew();
}

// Where the next card of a cell will stand.
function belowCards(cell) {
  if (!cell) return null;
  const { left, top, width } = cell.getBoundingClientRect(), style = getComputedStyle(cell), last = cell.querySelector(".step:last-child");
  const inner = { left: left + parseFloat(style.paddingLeft), width: width - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight) };
  return { ...inner, top: last ? last.getBoundingClientRect().bottom + 4 : top + parseFloat(style.paddingTop) };
}
