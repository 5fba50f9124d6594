// The panel about one step: all that is said about it, the ways in and out, problems, ideas, who is responsible. Escape gives the focus back.
import { h } from "./build.js";
import { headOf, isHandOff, isOwn } from "./elements.js";
import { accountWords, amount, counted, countedWords, fill, measuredWords, plural, titleOf } from "./words.js";

const NO_WORK = ["gateway", "event"];

export class Panel {
  constructor(page, element, { opened, closed }) {
    Object.assign(this, { page, element, opened, closed, step: null, card: null });
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !this.step) return;
      if (element.contains(event.target) || event.target.closest?.(".step__card") || event.target === document.body) this.close();
    });
    element.addEventListener("click", (event) => {
      if (event.target.closest(".beside__close")) this.close();
    });
  }

  open(id) {
    if (this.step && this.step !== id) this.mark(false);
    this.step = id;
    this.draw();
    this.element.hidden = false;
    this.element.scrollTop = 0;
    this.mark(true);
    this.element.querySelector("h2").focus({ preventScroll: true });
    this.cardNow()?.scrollIntoView({ block: "nearest", inline: "nearest" }); // out from under the panel, where it lies over the page
    this.opened(id);
  }

  close() {
    const card = this.cardNow();
    this.mark(false);
    this.element.hidden = true;
    this.step = null;
    delete this.element.dataset.place;
    this.closed();
    card?.focus();
  }

  // After a change: the same step again, or nothing when it was taken away.
  renew() {
    if (!this.step) return;
    if (!this.page.view.elements.has(this.step)) return this.close();
    const places = () => [...this.element.querySelectorAll("h2, a, button")], focused = places().indexOf(document.activeElement);
    const words = document.activeElement?.textContent, top = this.element.scrollTop;
    this.draw();
    this.mark(true);
    this.element.scrollTop = top;
    if (focused >= 0) (places().find((one, n) => n === focused && one.textContent === words) ?? this.element.querySelector("h2")).focus({ preventScroll: true });
    this.opened(this.step);
  }

  cardNow() {
    return document.getElementById(`step-${this.step}`)?.querySelector(".step__card") ?? null;
  }

  mark(open) {
    this.cardNow()?.setAttribute("aria-expanded", String(open));
  }

  draw() {
    const { view, words, root } = this.page;
    const step = view.elements.get(this.step), lane = view.elements.get(step.lane), own = isOwn(view, step);
    const number = this.page.derived.numbers[step.id];
    const where = [number && fill(words.step, { number }), lane.title, words.kinds[step.kind], view.map.start === step.id && words.first_step, view.map.end === step.id && words.last_step];
    this.element.dataset.place = this.step; // whoever reads here is at that card
    this.element.replaceChildren(
      h("div", { class: "beside__top" }, h("h2", { class: "beside__heading", id: "panel-heading", tabindex: "-1" }, titleOf(words, step)), h("button", { class: "beside__close", type: "button" }, words.close)),
      h("p", { class: "beside__where" }, where.filter(Boolean).join(" · ")),
      ...this.editing(), ...this.gaps(step), ...this.times(step, own), ...this.responsible(step, own),
      ...this.ways(words.ways_in, view.into.get(step.id), "source"), ...this.ways(words.ways_out, view.out.get(step.id), "target"),
      ...this.notes(step), step.note ? h("p", { class: own ? "quote" : "" }, step.note) : "",
      h("p", {}, h("a", { href: `${root.dataset.outline}${step.id}/` }, root.dataset.mayEdit === "yes" ? words.correct : words.open_outline)),
    );
  }

  // What may be done with it; editor.js does it.
  editing() {
    const { words, sending } = this.page;
    if (!sending) return [];
    const button = (name, text) => h("button", { class: "button button--secondary button--small", type: "button", "data-edit": name }, text);
    return [h("p", { class: "beside__do" }, button("rename", words.rename), button("move", words.move), button("link", words.link_to), button("add", words.add_after), button("mark", words.mark), button("remove", words.remove)),
      h("p", { class: "beside__more" }, this.form("step.set", `step=${this.step}`, words.details), this.form("step.split", `step=${this.step}`, words.split), this.form("step.merge", `into=${this.step}`, words.merge), this.form("map.paste", `copy=${this.step}`, words.copy))];
  }

  // A button that opens the server's form; nothing where nothing may be changed. about: for whom the word alone says too little.
  form(kind, about, text, more = "") {
    if (!this.page.sending) return null;
    return h("button", { class: "link-button", type: "button", "data-form": `do/${kind}/?${about}` }, text, more && h("span", { class: "visually-hidden" }, `: ${more}`));
  }

  gaps(step) {
    const { view, words, derived } = this.page;
    const gaps = derived.gaps[step.id] ?? [];
    if (!gaps.length) return [];
    const handOffs = [...(view.into.get(step.id) ?? []), ...(view.out.get(step.id) ?? [])].filter((link) => link.kind !== "information" && isHandOff(view, link)).length;
    const said = gaps.length > 1 ? words.nobody_both : gaps[0] === "G1" ? words.nobody_owner : words.nobody_clinical;
    return [h("div", { class: "notice notice--bad" }, h("p", {}, [said, handOffs > 0 && plural(words.meets, handOffs)].filter(Boolean).join(" ")))];
  }

  // Every account of every time at this step and of the waits before it, side by side.
  times(step, own) {
    const { view, words, measured } = this.page;
    const into = (view.into.get(step.id) ?? []).filter((link) => link.kind !== "information");
    const always = Boolean(this.page.sending);
    const parts = [this.figure(own ? words.own_time : words.times_of_work, step.pt, measured.service[step.id], !NO_WORK.includes(step.kind), `step=${step.id}&field=pt`), this.figure(words.value, step.value, null, always, `step=${step.id}&field=value`)];
    for (const link of into) {
      const from = titleOf(words, view.elements.get(link.source));
      parts.push(this.figure(fill(words.wait_before, { step: from }), link.wait, measured.waits[link.id], true, `link=${link.id}&field=wait`));
    }
    parts.push(this.figure(words.pause, step.pause, null, always, `step=${step.id}&field=pause`), this.figure(words.staff, step.staff, null, always, `step=${step.id}&field=staff`));
    for (const link of into) {
      const from = titleOf(words, view.elements.get(link.source));
      if (headOf(link.caa) || always) parts.push(this.figure(fill(words.caa_from, { step: from }), link.caa, null, always, `link=${link.id}&field=caa`));
    }
    return parts.flat();
  }

  // asks: what its forms are about, "step=…&field=pt".
  figure(heading, figure, measured = null, always = false, asks = "") {
    const { words } = this.page, kind = `${asks.split("=")[0]}.set`;
    if (!figure.accounts.length && !measured && !always) return [];
    const rows = figure.accounts.map((account) => h("tr", {}, h("th", { scope: "row" }, h("span", { class: `tag tag--${account.source}` }, words.sources[account.source]), [account.who, account.n === null ? account.source === "measured" && words.no_n : fill(words.n, { n: counted(words, account.n) })].filter(Boolean).join(", ")), h("td", {}, accountWords(words, account), this.form(kind, `${asks}&account=${encodeURIComponent(account.key)}`, words.correct_account, heading))));
    if (measured) rows.push(h("tr", {}, h("th", { scope: "row" }, h("span", { class: "tag tag--measured" }, words.sources.measured), measuredWords(words, measured)), h("td", { class: measured.hidden ? "said-by__none" : null }, measured.hidden ? words.too_few : measured.words)));
    if (!rows.length) rows.push(h("tr", {}, h("th", { scope: "row" }, words.time_not_known), h("td", { class: "said-by__none" }, words.not_known)));
    return [h("h3", {}, heading), h("table", { class: "said-by" }, h("tbody", {}, rows)), this.page.sending && h("p", { class: "beside__add" }, this.form(kind, asks, figure.accounts.length ? words.add_account : words.say_it, heading)), this.differ(figure, measured) ? h("div", { class: "notice notice--warning" }, h("p", {}, words.differ)) : ""];
  }

  differ(figure, measured) {
    const said = new Set(figure.accounts.map((account) => amount(this.page.words, account.value, account.unit)));
    // The mean and the median of the same data are no two opinions.
    if (measured?.words && figure.accounts.some((account) => account.source !== "measured")) said.add(measured.words);
    return said.size > 1;
  }

  responsible(step, own) {
    const { words, derived } = this.page;
    if (own || step.kind === "event" || step.kind === "gateway") return [];
    const gaps = derived.gaps[step.id] ?? [];
    const row = (name, value, gap) => (value || gap ? h("div", {}, h("dt", {}, name), h("dd", { class: value ? null : "beside__none" }, value || words.nobody_named)) : "");
    return [h("dl", {}, row(words.owner, step.process_owner, gaps.includes("G1")), row(words.clinical, step.clinically_responsible, gaps.includes("G2")), row(words.where, step.location, false))];
  }

  ways(heading, links, end) {
    const { view, words } = this.page;
    if (!links) return [];
    const doing = (link, other) => this.page.sending && h("div", { class: "beside__more" }, this.form("link.set", `link=${link.id}`, words.change, titleOf(words, other)),
      ...[["relink", words.lead_elsewhere], ["unlink", words.remove]].map(([name, text]) => h("button", { class: "link-button", type: "button", "data-edit": name, "data-link": link.id, "data-end": end }, text, h("span", { class: "visually-hidden" }, `: ${titleOf(words, other)}`))));
    return [h("h3", {}, heading), h("ul", { role: "list" }, links.map((link) => {
      const other = view.elements.get(link[end]), share = headOf(link.share), wait = headOf(link.wait), caa = headOf(link.caa);
      const figures = [words.links[link.kind], link.label !== words.links[link.kind] && link.label, share && amount(words, share.value, share.unit), wait && fill(words.wait, { amount: countedWords(words, wait) }), caa && `${words.caa} ${amount(words, caa.value, caa.unit)}`,
        link.channel, link.holds && fill(words.holds, { holds: link.holds })].filter(Boolean).join(", ");
      return h("li", {}, h("a", { href: `#step-${other.id}`, "data-goto": other.id }, titleOf(words, other)), figures && h("div", {}, figures), doing(link, other));
    }))];
  }

  notes(step) {
    const { view, words } = this.page;
    const list = (heading, notes) => (notes ? [h("h3", {}, heading), h("ul", { role: "list" }, notes.map((note) => h("li", {}, note.kind === "failure_demand" && h("span", { class: "tag tag--warning" }, words.failure_demand), note.kind === "failure_demand" && " ", note.who ? fill(words.by_whom, { text: note.text, who: note.who }) : note.text, this.page.sending && h("div", { class: "beside__more" }, this.form(`${note.type}.set`, `${note.type}=${note.id}`, words.change, note.text), this.form(`${note.type}.remove`, `${note.type}=${note.id}`, words.remove, note.text)))))] : []);
    const add = (type, text) => (this.page.sending ? [h("p", { class: "beside__add" }, this.form(`${type}.add`, `on=${step.id}`, text))] : []);
    return [...list(words.problems_here, view.problems.get(step.id)), ...add("problem", words.add_problem), ...list(words.ideas_here, view.ideas.get(step.id)), ...add("idea", words.add_idea)];
  }
}

