// Several cards at once: marked by X, by Shift and a click or in the panel, then removed, moved on, duplicated or merged together.
import { h } from "./build.js";
import { fill, plural } from "./words.js";

export function wakeMarking(page, { cards, bar }) {
  const { root, words } = page, { say } = page.edit;
  const marked = new Set(), said = bar.querySelector("#marked-said");
  let copied = [];

  const inOrder = () => page.view.steps.filter((step) => marked.has(step.id)).map((step) => step.id);

  function toggle(id) {
    if (!marked.delete(id)) marked.add(id);
    show();
    say(said.textContent || words.none_marked);
  }

  function clear() {
    if (!marked.size) return false;
    const at = bar.contains(document.activeElement) ? inOrder()[0] : null;
    marked.clear();
    show();
    say(words.none_marked);
    if (at) cards.cardOf(at)?.focus();
    return true;
  }

  function show() {
    for (const id of marked) if (!page.elements.has(id)) marked.delete(id);
    for (const old of root.querySelectorAll(".step__marked")) if (!marked.has(old.closest("[data-step]").dataset.step)) old.remove();
    for (const id of marked) {
      const card = cards.cardOf(id);
      if (card && !card.querySelector(".step__marked")) card.append(h("span", { class: "step__marked" }, words.marked));
    }
    bar.hidden = !marked.size;
    said.textContent = marked.size ? plural(words.n_marked, marked.size) : "";
  }
  page.after.push(show);

  function removeAll() {
    const ids = inOrder(), [first] = ids;
    const near = cards.nextTo(cards.cardOf(first), ids);
    page.edit.together(ids.map((step) => ({ kind: "step.remove", step })), plural(words.n_removed, ids.length));
    cards.cardOf(near)?.focus();
  }

  function shift(by) {
    const to = inOrder().map((id) => [id, page.view.columns[page.view.columnPlace.get(page.elements.get(id).column) + by]?.id]);
    if (to.some(([, column]) => !column)) return say(words.no_further);
    page.edit.together(to.map(([step, column]) => ({ kind: "step.move", step, column, before: null })), plural(words.n_moved, to.length));
  }

  const ACTS = {
    remove: removeAll, on: () => shift(1), back: () => shift(-1), clear,
    duplicate: () => page.edit.openForm(`do/map.paste/?copy=${inOrder().join()}`),
    merge: () => page.edit.openForm(`do/step.merge/?into=${inOrder()[0]}&steps=${inOrder().join()}`),
  };
  bar.addEventListener("click", (event) => ACTS[event.target.closest("[data-marked]")?.dataset.marked]?.());
  page.paper.addEventListener("click", (event) => {
    const card = event.shiftKey && event.target.closest(".step__card");
    if (!card) return;
    event.preventDefault();
    toggle(card.parentElement.dataset.step);
  });
  root.addEventListener("keydown", (event) => {
    const id = event.target.closest(".step__card")?.parentElement.dataset.step;
    if (!id) return;
    const control = event.ctrlKey || event.metaKey, key = event.key.toLowerCase();
    if (control && key === "c" && !getSelection().toString()) {
      copied = marked.size ? inOrder() : [id];
      say(plural(words.n_copied, copied.length));
    } else if (control && key === "v" && copied.length) page.edit.openForm(`do/map.paste/?copy=${copied.filter((one) => page.elements.has(one)).join()}`);
    else if (event.key === "Escape" && !page.root.querySelector("#panel:not([hidden])") && clear()) cards.cardOf(id)?.focus();
    else return;
    event.preventDefault();
  });
  return { toggle, removeAll, has: (id) => marked.has(id) };
}
