// Forms that could not be sent: kept on the device, sent in order once the network is back, after the changes that wait. Sent twice they are
// done once, as each has its command's id. What the server does not take stands above the map until it is opened again or let go.
import { h } from "./build.js";
import { saidOn, token, wasTaken } from "./form-answer.js";
import { fill } from "./words.js";

const AGAIN = 5000; // ms; after an answer that was not about the form
const NOT_ABOUT_IT = [401, 408, 429, 502, 503, 504];

export class WaitingForms {
  // on.sent(command_id, words): it was done, or null: nothing changed; on.news(): something waits, or does not any more; on.open(entry).
  constructor(page, drafts, section, on) {
    Object.assign(this, { page, drafts, section, on, busy: false, later: null });
    section.addEventListener("click", ({ target }) => {
      const button = target.closest("button[data-do]"), id = button?.closest("[data-command]").dataset.command;
      if (button?.dataset.do === "open") on.open(this.entry(id));
      else if (button) this.letGo(id);
    });
    window.addEventListener("online", () => this.send());
    this.draw();
  }

  get count() {
    return this.drafts.waiting.filter((one) => !one.back).length;
  }

  entry(id) {
    return this.drafts.waiting.find((one) => one.command_id === id);
  }

  // Whether it is kept: it goes out by itself.
  add(entry) {
    const kept = this.drafts.keepWaiting(entry);
    if (!kept) return false;
    this.later = setTimeout(() => this.send(), AGAIN); // where the map is live all the same, nothing else would ask
    this.changed();
    return true;
  }

  settled(command_id) {
    this.drafts.dropWaiting(command_id);
    this.changed();
  }

  letGo(command_id) {
    const { words, edit } = this.page;
    this.settled(command_id);
    edit.say(words.let_go_of);
    (this.section.querySelector("button") ?? this.page.root.querySelector(".step__card[tabindex='0']"))?.focus();
  }

  // One window at a time; where there are no locks, twice is as good as once.
  async send() {
    clearTimeout(this.later);
    if (this.busy || !this.count || !navigator.onLine || this.page.sending.waiting.waits.length) return;
    this.busy = true;
    const all = () => this.sendAll();
    try {
      await (navigator.locks ? navigator.locks.request(`${this.drafts.prefix}sending`, all) : all());
    } catch {
      this.later = setTimeout(() => this.send(), AGAIN);
    } finally {
      this.busy = false;
    }
  }

  async sendAll() {
    for (const entry of this.drafts.waiting.filter((one) => !one.back)) {
      const answer = await this.post(entry);
      if (!this.entry(entry.command_id)) continue; // let go of meanwhile
      if (wasTaken(answer)) this.taken(entry, await answer.text());
      else if (answer.redirected || NOT_ABOUT_IT.includes(answer.status) || (await isOldToken(answer))) throw new Error(String(answer.status));
      else this.cameBack(entry);
    }
  }

  post({ to, fields }) {
    const body = new FormData();
    for (const [name, value] of fields) body.append(name, value);
    body.append("csrfmiddlewaretoken", token());
    return fetch(to, { method: "POST", body, credentials: "same-origin" });
  }

  taken({ command_id }, page) {
    const { done, words } = saidOn(page);
    this.settled(command_id);
    this.on.sent(done ? command_id : null, words);
  }

  cameBack(entry) {
    this.drafts.keepWaiting({ ...entry, back: true });
    this.changed();
    this.page.edit.say(fill(this.page.words.form_back, { form: entry.title }));
  }

  forget(ids) {
    this.drafts.forget(ids);
    this.changed();
  }

  changed() {
    this.draw();
    this.on.news();
  }

  // Those that came back, each with what was typed.
  draw() {
    const { words } = this.page, back = this.drafts.waiting.filter((one) => one.back);
    const had = this.section.contains(document.activeElement);
    const button = (name, kind, text) => h("button", { class: `button button--${kind} button--small`, type: "button", "data-do": name }, text);
    this.section.hidden = !back.length;
    this.section.querySelector("ul").replaceChildren(...back.map((entry) => h("li", { "data-command": entry.command_id },
      h("p", {}, h("b", {}, fill(words.form_back, { form: entry.title }))), entry.typed && h("p", {}, fill(words.you_typed, { text: entry.typed })),
      h("p", { class: "unsettled__do" }, button("open", "secondary", words.open_form), button("let", "quiet", words.let_go)))));
    if (had) this.section.querySelector("button")?.focus();
  }
}

// One is signed out, or signed in again since the page was loaded: after a reload it goes out.
async function isOldToken(answer) {
  return answer.status === 403 && (await answer.clone().text()).includes("data-send-again");
}
