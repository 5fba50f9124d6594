// Links: where a step leads, chosen from a list or on the map itself; led elsewhere; taken away.
import { h } from "./build.js";
import { newId } from "./ids.js";
import { fill, titleOf } from "./words.js";

export function wakeLinking(page, { cards }) {
  const { root, words } = page, { say, intend } = page.edit;
  const dialog = document.getElementById("link"), form = dialog.querySelector("form:not([method=dialog])"), { other, kind } = form.elements;
  const title = (id) => titleOf(words, page.elements.get(id));
  let asked = null; // {step, link?, end, now, base}: the end of the link that is chosen, "target" or "source", and where it is now
  let choosing = null; // the same with its kind, while a card is chosen on the map

  function ask(question) {
    const { step, link, end } = question;
    const now = link && page.elements.get(link)[end];
    asked = { ...question, now, base: page.revision }; // what one saw when one began
    const text = link ? (end === "target" ? words.lead_elsewhere_from : words.come_from_elsewhere) : words.link_from;
    dialog.querySelector("h2").textContent = fill(text, { title: title(step) });
    form.querySelector("[for=link-other]").textContent = end === "target" ? words.leads_to : words.comes_from;
    other.replaceChildren(...page.view.lanes.map((lane) => {
      const steps = page.view.steps.filter((one) => one.lane === lane.id && one.id !== step);
      return steps.length ? h("optgroup", { label: lane.title }, steps.map((one) => h("option", { value: one.id, selected: one.id === now }, optionWords(one)))) : null;
    }).filter(Boolean));
    form.querySelector("#link-kind-asked").hidden = Boolean(link);
    dialog.showModal();
  }

  function optionWords(step) {
    const number = page.derived.numbers[step.id];
    return number ? `${number} ${titleOf(words, step)}` : titleOf(words, step);
  }

  function done({ step, link, end, now, base, kind: chosen }, id) {
    const ends = end === "target" ? [step, id] : [id, step];
    if (!ends.every((one) => page.elements.has(one)) || (link && !page.elements.has(link))) return say(words.gone_under_hand);
    const text = fill(words.linked, { from: title(ends[0]), to: title(ends[1]) });
    if (!link) intend({ kind: "link.add", link: newId(), source: ends[0], target: ends[1], ...(chosen === "flow" ? {} : { fields: { kind: chosen } }) }, text, base);
    else if (now !== id) intend({ kind: "link.reroute", link, [end]: id }, text, base);
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const question = { ...asked, kind: kind.value };
    dialog.close();
    if (event.submitter?.value === "map") return choose(question);
    if (other.value) done(question, other.value);
  });
  dialog.addEventListener("close", () => cards.focus(asked.step));

  // On the map: the next card that is clicked, or reached by arrows and Enter.
  function choose(question) {
    choosing = question;
    root.classList.add("map--choosing");
    say(fill(question.end === "target" ? words.choose_target : words.choose_source, { title: title(question.step) }));
  }

  function chosen(id) {
    const question = choosing;
    stop();
    if (id === question.step) return say(words.not_to_itself);
    done(question, id);
    cards.cardOf(question.step)?.focus();
  }

  function stop() {
    choosing = null;
    root.classList.remove("map--choosing");
  }

  root.addEventListener("click", (event) => {
    const card = choosing && event.target.closest(".step__card");
    if (!card) return;
    event.preventDefault();
    event.stopPropagation();
    chosen(card.parentElement.dataset.step);
  }, { capture: true });
  document.addEventListener("keydown", (event) => {
    if (!choosing || event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    stop();
    say(words.no_link_made);
  }, { capture: true });

  function remove(link) {
    const { source, target } = page.elements.get(link);
    intend({ kind: "link.remove", link }, fill(words.unlinked, { from: title(source), to: title(target) }));
  }

  return { ask, remove, from: (step) => ask({ step, end: "target" }) };
}
