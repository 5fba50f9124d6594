// Changes that the server did not take: why, in words, with what was typed, beside the card and in a list above the map, until they are settled.
// Where a card stood that somebody took away while one wrote on it, what one wrote stands in its place.
import { h } from "./build.js";
import { newId } from "./ids.js";
import { fill, titleOf } from "./words.js";

export class Unsettled {
  constructor(page, list, cards) {
    Object.assign(this, { page, list, cards, shown: "", notices: new Map(), at: null });
    page.after.push(() => this.draw());
    document.addEventListener("focusin", ({ target }) => (this.at = target.closest(".cell__gone") ? target : null));
    page.root.addEventListener("click", (event) => {
      const button = event.target.closest("button[data-do]");
      if (button) this.settle(button.closest("[data-command]").dataset.command, button.dataset.do);
    });
  }

  get entries() {
    return this.page.sending?.waiting.unsettled ?? [];
  }

  draw() {
    const key = this.entries.map((one) => `${one.command_id} ${Boolean(this.placeOf(one))}`).join();
    if (key === this.shown) return this.mark();
    this.shown = key;
    const items = this.list.querySelector("ul");
    const had = items.contains(document.activeElement);
    items.replaceChildren(...this.entries.map((one) => this.item(one)));
    this.list.hidden = !this.entries.length;
    this.mark();
    this.lead();
    if (had) (items.querySelector("button") ?? this.page.root.querySelector(".step__card[tabindex='0']"))?.focus();
  }

  item(entry) {
    return h("li", { "data-command": entry.command_id }, ...this.why(entry), this.buttons(entry),
      entry.state === "clash" && this.isGone(entry) && h("p", {}, this.page.words.gone_meanwhile));
  }

  buttons(entry) {
    const buttons = this.choices(entry).map(([name, text], n) => h("button", { class: n ? "button button--quiet button--small" : "button button--secondary button--small", type: "button", "data-do": name }, text));
    return h("p", { class: "unsettled__do" }, buttons);
  }

  why(entry) {
    const { words } = this.page, of = this.about(entry), typed = typedIn(entry.command);
    const what = fill(of ? words.not_done_with : words.not_done, { did: words.did_not[entry.command.kind] ?? entry.command.kind, title: of });
    if (entry.state === "refused") return [h("p", {}, h("b", {}, what), " ", entry.reason), typed && h("p", {}, fill(words.you_typed, { text: typed }))];
    const { by, all } = entry.clash;
    if (this.isGone(entry) && all.length === 1 && typed) return [h("p", {}, h("b", {}, what), " ", fill(words.taken_away, { name: by.name })), h("p", {}, fill(words.you_typed, { text: typed }))];
    return [h("p", {}, h("b", {}, what), " ", fill(words.changed_first, { name: by.name })),
      h("dl", { class: "unsettled__sides" }, all.flatMap((both) => [["was", both.base], ["theirs", both.theirs], ["yours", both.yours]].map(([side, value]) =>
        h("div", {}, h("dt", {}, words.sides[side]), h("dd", {}, this.valueWords(value))))))];
  }

  choices(entry) {
    const { words } = this.page;
    if (entry.state === "refused") return [["again", words.try_again], ["let", words.let_go]];
    if (this.isGone(entry)) return [...(this.placeOf(entry) ? [["anew", words.add_as_new]] : []), ["let", words.let_go]];
    return [["mine", words.keep_mine], ["let", words.keep_theirs]];
  }

  // Where the card stood on which one wrote: {lane, column, title}, or null when that is gone too, or it is about something else.
  placeOf(entry) {
    const { view } = this.page, stood = entry.state === "clash" && this.isGone(entry) && entry.command.kind === "step.rename" ? entry.clash.base : null;
    return stood && view.lanePlace.has(stood.lane) && view.columnPlace.has(stood.column) ? stood : null;
  }

  isGone(entry) {
    return entry.clash.field === null && entry.clash.theirs === null;
  }

  settle(id, how) {
    const entry = this.entries.find((one) => one.command_id === id), { sending } = this.page;
    if (how === "anew") return this.addAnew(entry);
    if (how === "let") sending.waiting.letGo(entry);
    else this.page.edit.again(entry, how === "mine" ? entry.clash.revision : this.page.revision);
    this.page.show();
    this.page.edit.say(this.page.words[how === "let" ? "let_go_of" : "sent_again"]);
  }

  addAnew(entry) {
    const { lane, column } = this.placeOf(entry), { edit, words, sending } = this.page, { title } = entry.command, step = newId();
    sending.waiting.letGo(entry);
    edit.intend({ kind: "step.add", step, title, lane, column }, fill(words.added, { title, lane: this.page.elements.get(lane).title, column: edit.columnWords(column) }));
    this.cards.cardOf(step)?.focus();
  }

  // A value as people say it: their own words, another element's title, what is gone.
  valueWords(value) {
    const { words, elements } = this.page;
    if (value === null || value === undefined || value === "") return words.nothing_there;
    if (typeof value === "object") return value.title || value.text || typedIn(value) || titleOf(words, value);
    return elements.get(value)?.title ?? String(value);
  }

  // The title of the card it is about.
  about(entry) {
    const step = this.page.known.get(stepOf(entry)); // as it stands, not as one wanted it
    return step?.title ?? entry.clash?.base?.title ?? "";
  }

  // A word at the card itself.
  mark() {
    for (const old of this.page.root.querySelectorAll(".step__unsettled")) old.remove();
    for (const entry of this.entries) {
      const item = document.getElementById(`step-${stepOf(entry)}`);
      item?.append(h("p", { class: "step__unsettled" }, entry.state === "refused" ? entry.reason : fill(this.page.words.changed_first, { name: entry.clash.by.name })));
    }
    this.markGone();
  }

  // The same notice each time, whatever was drawn anew around it: who is at it stays there.
  markGone() {
    const gone = new Map(this.entries.filter((one) => this.placeOf(one)).map((one) => [one.command_id, one]));
    for (const [id, notice] of this.notices) if (!gone.has(id)) [notice.remove(), this.notices.delete(id)];
    for (const [id, entry] of gone) {
      if (!this.notices.has(id)) this.notices.set(id, h("div", { class: "cell__gone no-print", role: "group", tabindex: "-1", "data-command": id }, ...this.why(entry), this.buttons(entry)));
      const notice = this.notices.get(id), { lane, column } = this.placeOf(entry), cell = this.cards.cell(lane, column);
      if (cell && notice.parentElement !== cell) cell.append(notice);
    }
    if (document.activeElement === document.body && this.at?.isConnected) this.at.focus({ preventScroll: true });
  }

  // Whoever is nowhere, as the card they wrote on is gone, is led to what they wrote.
  lead() {
    const entry = this.entries.at(-1);
    if (!entry || entry.state !== "clash" || !this.isGone(entry) || document.activeElement !== document.body) return;
    const notice = this.notices.get(entry.command_id) ?? this.list.querySelector(`[data-command="${CSS.escape(entry.command_id)}"] button`);
    notice.focus({ preventScroll: true });
    notice.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  // What is said when the server's answer comes.
  told(entry) {
    const { words } = this.page;
    if (entry.state === "refused") return fill(words.refused_because, { reason: entry.reason });
    const { name } = entry.clash.by, text = typedIn(entry.command);
    if (!this.isGone(entry) || !text) return fill(words.changed_first, { name });
    return [fill(words.taken_away, { name }), fill(this.placeOf(entry) ? words.kept_in_place : words.kept_above, { text })].join(" ");
  }
}

function stepOf({ command }) {
  return command.step ?? command.into ?? command.source ?? command.of ?? null;
}

// What a person wrote themselves, out of a command.
function typedIn(command) {
  return [command.title, command.text, command.who].filter((one) => typeof one === "string" && one).join("; ");
}
