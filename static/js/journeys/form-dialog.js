// The server's own forms in a dialog over the map: every field and every command has one. What was typed stays until it is sent or let go.
import { h } from "./build.js";
import { fill } from "./words.js";

export class FormDialog {
  // on.sent(command_id, words): it was done, or null: nothing changed; on.closed(): where the focus goes.
  constructor(page, dialog, on) {
    Object.assign(this, { page, dialog, on, heading: dialog.querySelector("h2"), body: dialog.querySelector("[data-body]"), left: new Map(), address: null, turn: 0, posting: null, shown: false });
    dialog.addEventListener("submit", (event) => this.submit(event));
    dialog.addEventListener("click", (event) => this.follow(event));
    dialog.addEventListener("close", () => this.closed());
    window.addEventListener("beforeunload", (event) => {
      if (this.left.size || this.words() !== (this.said ?? "")) event.preventDefault(); // a browser asks before it goes
    });
  }

  // What was typed and not sent in a form of that address comes back with it.
  async open(address) {
    this.closed();
    this.address = new URL(address, location.href);
    const left = this.left.get(this.address.href);
    if (left) {
      this.turn += 1;
      this.show(left.title, left.nodes);
    } else if (!(await this.load(() => fetch(this.address, { credentials: "same-origin" })))) this.page.edit.say(this.page.words.no_form);
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
    await this.post(to, data);
    if (form === this.posting) this.posting = null;
  }

  async post(to, data) {
    const turn = (this.turn += 1), { address } = this;
    this.say("");
    let answer;
    try {
      answer = await fetch(to, { method: "POST", body: data, credentials: "same-origin" });
      if (answer.redirected && !answer.url.includes("/accounts/")) return this.sent(data.get("command_id"), await answer.text(), { turn, address });
    } catch {
      return this.notSent(turn);
    }
    if (turn !== this.turn) return this.notSent(turn);
    this.left.delete(address.href);
    this.address = to;
    if (await this.load(async () => answer, turn)) this.said = null; // it came back: what was typed is not sent, and closing keeps it
    else this.notSent(turn);
  }

  notSent(turn) {
    if (turn === this.turn && this.dialog.open) this.say(this.page.words.not_sent);
    else this.page.edit.say(this.page.words.not_sent);
  }

  sent(command_id, page, { turn, address }) {
    const told = new DOMParser().parseFromString(page, "text/html").querySelector("#messages p");
    told?.querySelector(".visually-hidden")?.remove();
    this.left.delete(address.href);
    if (turn === this.turn) {
      this.body.replaceChildren();
      this.said = "";
      this.shut();
    }
    this.on.sent(told?.closest(".notice--good") ? command_id : null, told ? plainWords(told) : "");
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
      this.left.delete(this.address.href);
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
      this.left.set(this.address.href, { title: this.heading.textContent, nodes: [...this.body.childNodes] });
      this.page.edit.say(fill(this.page.words.put_by, { form: this.heading.textContent }));
    }
    if (!this.posting) this.turn += 1; // what is still being fetched opens nothing
    this.body.replaceChildren();
    this.said = "";
    this.on.closed();
  }
}

const plainWords = (element) => element.textContent.replace(/\s+/g, " ").trim();
