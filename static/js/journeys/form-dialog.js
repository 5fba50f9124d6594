// The server's own forms in a dialog over the map: every field and every command has one. What was typed stays until it is sent or let go, on
// the device too: a reload or a closed laptop loses none of it.
import { h } from "./build.js";
import { isLater, plainWords, saidOn, wasTaken } from "./form-answer.js";
import { newId } from "./ids.js";
import { changedFrom, fillForm, valuesIn, wordsIn } from "./typed-form.js";
import { fill } from "./words.js";

export class FormDialog {
  // on.sent(command_id, words): it was done, or null: nothing changed; on.closed(): where the focus goes.
  // waiting(): where forms wait that got no answer (waiting-forms.js).
  constructor(page, dialog, drafts, waiting, on) {
    Object.assign(this, { page, dialog, drafts, waiting, on, heading: dialog.querySelector("h2"), body: dialog.querySelector("[data-body]"), left: new Map(), address: null, turn: 0, posting: null, shown: false });
    Object.assign(this, { fresh: {}, kept: true, sentAs: null, listed: null });
    dialog.addEventListener("submit", (event) => this.submit(event));
    dialog.addEventListener("click", (event) => this.follow(event));
    dialog.addEventListener("close", () => this.closed());
    dialog.addEventListener("input", () => this.keep());
    window.addEventListener("beforeunload", (event) => {
      const only = [...this.left.values()].some((one) => !one.kept) || (!this.kept && this.words() !== (this.said ?? ""));
      if (only) event.preventDefault(); // a browser asks before it goes
    });
  }

  // What was typed and not sent in a form of that address comes back with it. listed: an entry of waiting-forms.js, to be looked at again.
  async open(address, listed = null) {
    this.closed();
    Object.assign(this, { address: new URL(address, location.href), listed, kept: true });
    const left = !listed && this.left.get(this.address.href);
    if (left) {
      this.turn += 1;
      this.show(left.title, left.nodes);
      return Object.assign(this, { said: null, fresh: left.fresh, kept: left.kept }); // closing keeps it once more
    }
    const turn = (this.turn += 1);
    if (!(await this.load(() => fetch(this.address, { credentials: "same-origin" }), turn))) return this.page.edit.say(this.page.words.no_form);
    if (turn !== this.turn || !this.typedForm()) return;
    this.fresh = valuesIn(this.typedForm());
    const draft = listed ?? (await this.drafts.draft(this.address));
    if (draft && turn === this.turn && this.typedForm()) this.refill(draft);
  }

  // The form whose fields are typed into: not one that only asks what it is to be about, or which of two is to stand.
  typedForm() {
    const form = this.body.querySelector("form");
    return form?.method === "post" && !form.elements.settled_base ? form : null;
  }

  // What was typed in an earlier life of the page.
  refill(draft) {
    fillForm(this.typedForm(), draft);
    if (Object.keys(this.changed()).length) this.body.prepend(h("div", { class: "notice", role: "status" }, h("p", {}, this.page.words.typed_before)));
  }

  changed() {
    return changedFrom(this.fresh, valuesIn(this.typedForm()));
  }

  // On the device, as long as it is not sent.
  keep() {
    const form = this.typedForm();
    if (!form || !this.address) return;
    const changed = this.changed(), some = Object.keys(changed).length > 0;
    if (some) this.kept = this.drafts.keepDraft(this.address, { changed, base_revision: form.elements.base_revision?.value, typed: wordsIn(form, changed) });
    else this.drafts.dropDraft(this.address);
  }

  // Only the newest that was asked for is shown, whichever comes first. Whether there is nothing to say about it.
  async load(asking, turn = (this.turn += 1)) {
    try {
      const answer = await asking(), text = await answer.text();
      if (turn !== this.turn) return true;
      if (answer.status >= 500) return false;
      const read = new DOMParser().parseFromString(text, "text/html"), main = read.querySelector("main");
      const title = main.querySelector("h1"), about = title?.querySelector(".h1-more");
      about?.remove();
      title?.remove();
      main.querySelector("#messages")?.remove();
      this.show([title, about].filter(Boolean).map(plainWords).join(": "), [...main.childNodes].map((node) => document.importNode(node, true)));
      return true;
    } catch {
      return turn !== this.turn;
    }
  }

  show(title, nodes) {
    this.heading.textContent = title;
    this.body.replaceChildren(...nodes);
    this.said = this.words();
    this.shown = true;
    if (!this.dialog.open) this.dialog.showModal();
    const first = this.body.querySelector(".nhsuk-error-summary, [autofocus], input:not([type=hidden]), select, textarea, button, a");
    if (first?.matches(".nhsuk-error-summary")) first.tabIndex = -1;
    first?.focus();
    this.dialog.scrollTop = 0;
  }

  words() {
    const form = this.body.querySelector("form");
    return form ? JSON.stringify([...new FormData(form)]) : "";
  }

  async submit(event) {
    const form = event.target;
    if (!this.body.contains(form)) return; // the dialog's own: it closes
    event.preventDefault();
    const data = new FormData(form, event.submitter), to = new URL(form.getAttribute("action") ?? this.address, this.address);
    if (form.method === "get") {
      to.search = new URLSearchParams([...new URLSearchParams(to.search), ...data]);
      return this.open(to);
    }
    if (form === this.posting) return; // it is on its way
    this.posting = form;
    this.nameAnew(form, data);
    await this.post(to, data);
    if (form === this.posting) this.posting = null;
  }

  // A command's id stands for what was sent under it: something else gets another.
  nameAnew(form, data) {
    const as = JSON.stringify([...data].filter(([name]) => name !== "command_id")), { sentAs } = this, id = data.get("command_id");
    if (id && sentAs?.id === id && sentAs.as !== as) data.set("command_id", (form.elements.command_id.value = newId()));
    this.sentAs = { id: data.get("command_id"), as };
  }

  async post(to, data) {
    const turn = (this.turn += 1), { address } = this, entry = this.away(to, data);
    this.say("");
    let answer = null;
    try {
      answer = await fetch(to, { method: "POST", body: data, credentials: "same-origin" });
      if (wasTaken(answer)) return this.sent(data.get("command_id"), await answer.text(), { turn, address, entry });
      if (await isLater(answer)) answer = null;
    } catch {
      answer = null;
    }
    if (!answer) return this.waits(entry, { turn, address });
    if (turn !== this.turn) return this.notTaken(entry, turn);
    this.address = to;
    if (!(await this.load(async () => answer, turn))) return this.notTaken(entry, turn);
    this.said = null; // it came back: what was typed is not sent, and closing keeps it
    if (this.body.querySelector("form")) return this.notNow(entry);
    if (!entry) return;
    this.letGo(address); // there is no form any more: it stands above the map with what was typed
    this.waiting().cameBack(entry);
    this.said = this.words();
  }

  // What is sent is on the device before it goes, so that it outlives a reload on its way. Null where it is not kept.
  away(to, data) {
    const form = this.typedForm(), command_id = data.get("command_id");
    if (!form || !command_id) return null;
    const changed = this.changed(), entry = { command_id, address: this.address.href, to: to.href, changed, base_revision: data.get("base_revision"), typed: wordsIn(form, changed), sent_at: Date.now() };
    if (!this.waiting().away(entry)) return null;
    if (this.listed) this.waiting().settled(this.listed.command_id); // it stands in this one
    this.listed = null;
    return entry;
  }

  // No answer: it goes out by itself once there is a network.
  waits(entry, { turn, address }) {
    if (!entry) return this.notSent(turn);
    this.waiting().wait(entry);
    this.letGo(address);
    if (turn === this.turn) this.finish();
    this.page.edit.say(fill(this.page.words.form_waits, { form: this.waiting().titleOf(entry) }));
  }

  // It came back, and the form holds what was typed.
  notNow(entry) {
    if (entry) this.waiting().settled(entry.command_id);
    this.keep();
  }

  notTaken(entry, turn) {
    if (entry) this.waiting().settled(entry.command_id);
    this.notSent(turn);
  }

  notSent(turn) {
    if (turn === this.turn && this.dialog.open) this.say(this.page.words.not_sent);
    else this.page.edit.say(this.page.words.not_sent);
  }

  sent(command_id, page, { turn, address, entry }) {
    const { done, words } = saidOn(page);
    this.letGo(address);
    if (entry) this.waiting().settled(command_id);
    if (this.listed && turn === this.turn) this.waiting().settled(this.listed.command_id);
    if (turn === this.turn) this.finish();
    this.on.sent(done ? command_id : null, words);
  }

  // Nothing of what was typed is wanted any more.
  letGo(address) {
    this.left.delete(address.href);
    this.drafts.dropDraft(address);
  }

  finish() {
    this.body.replaceChildren();
    this.said = "";
    this.shut();
  }

  // In words above the form.
  say(text) {
    this.body.querySelector(".form-dialog__said")?.remove();
    if (text) this.body.prepend(h("div", { class: "notice notice--bad form-dialog__said", role: "alert" }, h("p", {}, text)));
  }

  // From form to form inside the dialog; "Cancel" closes it; whatever leads elsewhere does so in a window of its own, and the form stays.
  follow(event) {
    const link = event.target.closest("a[href]");
    if (!link || !this.body.contains(link) || link.getAttribute("href").startsWith("#")) return;
    if (link.closest(".buttons")) {
      event.preventDefault();
      this.said = this.words();
      this.letGo(this.address);
      return this.shut();
    }
    if (new URL(link.href).pathname.startsWith(`${this.page.root.dataset.outline}do/`)) {
      event.preventDefault();
      return this.open(link.href);
    }
    link.target = "_blank";
  }

  shut() {
    this.dialog.close();
    this.closed();
  }

  // A browser tells of it a moment later: by then another form may have been asked for, which is none of this one's business.
  closed() {
    if (this.shown && !this.dialog.open) this.put();
  }

  // Closed without sending: what was typed is put by.
  put() {
    this.shown = false;
    if (this.words() !== this.said && this.address) {
      this.keep();
      this.left.set(this.address.href, { title: this.heading.textContent, nodes: [...this.body.childNodes], fresh: this.fresh, kept: this.kept });
      this.page.edit.say(fill(this.page.words[this.kept ? "put_by" : "put_by_here"], { form: this.heading.textContent }));
    }
    if (!this.posting) this.turn += 1; // what is still being fetched opens nothing
    this.body.replaceChildren();
    this.said = "";
    this.on.closed();
  }
}
