// Forms that got no answer: kept on the device, sent one after the other once the network is back and after the changes that wait. Each is filled
// in anew, into the form as it is then, and sent under its own command's id: twice is once. What the server does not take stands above the map
// until it is opened again or let go.
import { h } from "./build.js";
import { isLater, saidOn, token, wasTaken } from "./form-answer.js";
import { fillForm } from "./typed-form.js";
import { fill, titleOf } from "./words.js";

const PAUSE = 5000, LONGEST = 60000, PATIENCE = 20000, ON_ITS_WAY = 30000; // ms

export class WaitingForms {
  // on.sent(command_id, words): it was done, or null: nothing changed; on.news(): something waits, or does not any more; on.open(entry).
  //
  // An entry: {command_id, address, to, changed, base_revision, typed, sent_at, away: since when it is on its way or 0, back: not taken}.
  constructor(page, drafts, section, on) {
    Object.assign(this, { page, drafts, section, on, busy: false, later: null, pause: PAUSE, refused: new Set() });
    section.addEventListener("click", ({ target }) => {
      const button = target.closest("button[data-do]"), id = button?.closest("[data-command]").dataset.command;
      if (button?.dataset.do === "open") on.open(this.entry(id));
      else if (button) this.letGo(id);
    });
    window.addEventListener("online", () => this.send());
    this.soon();
    this.draw();
  }

  // Sent without an answer, and not on its way in a window that waits for one.
  get waits() {
    return this.drafts.waiting.filter((one) => !this.isBack(one) && Date.now() - one.away > ON_ITS_WAY);
  }

  get count() {
    return this.waits.length;
  }

  isBack(entry) {
    return entry.back || this.refused.has(entry.command_id);
  }

  entry(id) {
    return this.drafts.waiting.find((one) => one.command_id === id);
  }

  // Before it is sent, so that a reload in between loses nothing. Whether it is kept.
  away(entry) {
    return this.drafts.keepWaiting({ ...entry, away: Date.now() });
  }

  // It got no answer, and goes out by itself.
  wait(entry) {
    this.drafts.keepWaiting({ ...entry, away: 0 });
    this.soon();
    this.changed();
  }

  // It was not taken, and no form holds what was typed.
  cameBack(entry) {
    this.refused.add(entry.command_id); // though the device may have no room to say so
    this.drafts.keepWaiting({ ...entry, back: true });
    this.changed();
  }

  settled(command_id) {
    this.drafts.dropWaiting(command_id);
    this.changed();
  }

  letGo(command_id) {
    this.settled(command_id);
    this.page.edit.say(this.page.words.let_go_of);
    (this.section.querySelector("button") ?? this.page.root.querySelector(".step__card[tabindex='0']"))?.focus();
  }

  // Where the map is live all the same, nothing else would ask; nor for what was on its way in a window that is gone.
  soon() {
    clearTimeout(this.later);
    if (this.drafts.waiting.some((one) => !this.isBack(one))) this.later = setTimeout(() => this.send(), this.pause);
  }

  // One window at a time; where there are no locks, twice is as good as once.
  async send() {
    if (this.busy || !this.count || !navigator.onLine || this.page.sending.waiting.waits.length) return this.soon();
    this.busy = true;
    const all = () => this.sendAll();
    try {
      await (navigator.locks ? navigator.locks.request(`${this.drafts.prefix}sending`, all) : all());
      this.pause = PAUSE;
    } catch {
      this.pause = Math.min(LONGEST, this.pause * 2);
    }
    this.busy = false;
    this.soon();
  }

  async sendAll() {
    for (let next = this.waits[0]; next; next = this.waits[0]) {
      const answer = await this.post(next, await this.filledIn(next));
      if (await isLater(answer)) throw new Error(String(answer.status));
      if (!this.entry(next.command_id)) continue; // let go of meanwhile
      if (wasTaken(answer)) this.taken(next, await answer.text());
      else {
        this.cameBack(next);
        this.page.edit.say(fill(this.page.words.form_back, { form: this.titleOf(next) }));
      }
    }
  }

  // The form as it is now, with what was typed; where there is none any more, that alone: perhaps it was done, and is known by its id.
  async filledIn(entry) {
    const answer = await fetch(entry.address, { credentials: "same-origin", signal: AbortSignal.timeout(PATIENCE) });
    if (answer.redirected || (await isLater(answer)) || answer.status >= 500) throw new Error(String(answer.status));
    const form = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main form[method=post]");
    if (form) fillForm(form, entry);
    const body = form ? new FormData(form) : new FormData();
    if (!form) for (const [name, values] of Object.entries(entry.changed)) for (const value of values) body.append(name, value);
    for (const name of ["command_id", "base_revision"]) body.set(name, entry[name]);
    return body;
  }

  post(entry, body) {
    body.set("csrfmiddlewaretoken", token());
    return fetch(entry.to, { method: "POST", body, credentials: "same-origin", signal: AbortSignal.timeout(PATIENCE) });
  }

  taken({ command_id }, page) {
    const { done, words } = saidOn(page);
    this.settled(command_id);
    this.on.sent(done ? command_id : null, words);
  }

  forget(ids) {
    this.drafts.forget(ids);
    this.changed();
  }

  // Another window changed what waits, or closed.
  elsewhere() {
    this.changed();
    this.send();
  }

  changed() {
    this.draw();
    this.on.news();
  }

  // What a form does and to what, in the words of now.
  titleOf({ address }) {
    const { words, known } = this.page, [, kind] = /\/do\/([\w.]+)\//.exec(address) ?? [];
    const about = [...new URL(address, location.href).searchParams.values()].map((id) => known.get(id)).find((one) => one?.title);
    return [words.did_not[kind] ?? kind, about && titleOf(words, about)].filter(Boolean).join(": ");
  }

  draw() {
    const { words } = this.page, had = this.section.contains(document.activeElement);
    const back = this.drafts.waiting.filter((one) => this.isBack(one)), all = [...back, ...this.waits];
    const button = (name, kind, text) => h("button", { class: `button button--${kind} button--small`, type: "button", "data-do": name }, text);
    const item = (entry) => h("li", { "data-command": entry.command_id },
      h("p", {}, h("b", {}, fill(words[back.includes(entry) ? "form_back" : "form_waits"], { form: this.titleOf(entry) }))), entry.typed && h("p", {}, fill(words.you_typed, { text: entry.typed })),
      h("p", { class: "unsettled__do" }, back.includes(entry) && button("open", "secondary", words.open_form), button("let", "quiet", words.let_go)));
    this.section.hidden = !all.length;
    this.section.querySelector("ul").replaceChildren(...all.map(item));
    if (had) this.section.querySelector("button")?.focus();
  }
}
