// The panel about one step: all that is said about it, the ways in and out, problems, ideas, who is responsible. Escape gives the focus back.
import { h } from "./build.js";
import { headOf, isHandOff, isOwn } from "./elements.js";
import { accountWords, amount, fill, measuredWords, plural, titleOf } from "./words.js";

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
    this.closed();
    card?.focus();
  }

  // After a change: the same step again, or nothing when it was taken away.
  renew() {
    if (!this.step) return;
    if (!this.page.view.elements.has(this.step)) return this.close();
    const focused = this.element.contains(document.activeElement);
    this.draw();
    this.mark(true);
    if (focused) this.element.querySelector("h2").focus({ preventScroll: true });
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
    this.element.replaceChildren(
      h("div", { class: "beside__top" }, h("h2", { class: "beside__heading", id: "panel-heading", tabindex: "-1" }, titleOf(words, step)), h("button", { class: "beside__close", type: "button" }, words.close)),
      h("p", { class: "beside__where" }, where.filter(Boolean).join(" · ")),
      ...this.gaps(step), ...this.times(step, own), ...this.responsible(step, own),
      ...this.ways(words.ways_in, view.into.get(step.id), "source"), ...this.ways(words.ways_out, view.out.get(step.id), "target"),
      ...this.notes(step), step.note ? h("p", { class: own ? "quote" : "" }, step.note) : "",
      h("p", {}, h("a", { href: `${root.dataset.outline}${step.id}/` }, root.dataset.mayEdit === "yes" ? words.correct : words.open_outline)),
    );
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
    const parts = [this.figure(own ? words.own_time : words.times_of_work, step.pt, measured.service[step.id], !NO_WORK.includes(step.kind)), this.figure(words.value, step.value)];
    for (const link of into) {
      const from = titleOf(words, view.elements.get(link.source));
      parts.push(this.figure(fill(words.wait_before, { step: from }), link.wait, measured.waits[link.id], true));
    }
    parts.push(this.figure(words.pause, step.pause), this.figure(words.staff, step.staff));
    for (const link of into) {
      const from = titleOf(words, view.elements.get(link.source));
      if (headOf(link.caa)) parts.push(this.figure(fill(words.caa_from, { step: from }), link.caa));
    }
    return parts.flat();
  }

  figure(heading, figure, measured = null, always = false) {
    const { words } = this.page;
    if (!figure.accounts.length && !measured && !always) return [];
    const rows = figure.accounts.map((account) => h("tr", {}, h("th", { scope: "row" }, h("span", { class: `tag tag--${account.source}` }, words.sources[account.source]), [account.who, account.n === null ? "" : fill(words.n, { n: account.n })].filter(Boolean).join(", ")), h("td", {}, accountWords(words, account))));
    if (measured) rows.push(h("tr", {}, h("th", { scope: "row" }, h("span", { class: "tag tag--measured" }, words.sources.measured), measuredWords(words, measured)), h("td", { class: measured.hidden ? "said-by__none" : null }, measured.hidden ? words.too_few : measured.words)));
    if (!rows.length) rows.push(h("tr", {}, h("th", { scope: "row" }, words.time_not_known), h("td", { class: "said-by__none" }, words.not_known)));
    return [h("h3", {}, heading), h("table", { class: "said-by" }, h("tbody", {}, rows)), this.differ(figure, measured) ? h("div", { class: "notice notice--warning" }, h("p", {}, words.differ)) : ""];
  }

  differ(figure, measured) {
    const said = new Set(figure.accounts.map((account) => amount(this.page.words, account.value, account.unit)));
    if (measured && measured.words) said.add(measured.words);
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
    return [h("h3", {}, heading), h("ul", { role: "list" }, links.map((link) => {
      const other = view.elements.get(link[end]), share = headOf(link.share), wait = headOf(link.wait), caa = headOf(link.caa);
      const figures = [words.links[link.kind], link.label !== words.links[link.kind] && link.label, share && amount(words, share.value, share.unit), wait && fill(words.wait, { amount: accountWords(words, wait) }), caa && `${words.caa} ${amount(words, caa.value, caa.unit)}`,
        link.channel, link.holds && fill(words.holds, { holds: link.holds })].filter(Boolean).join(", ");
      return h("li", {}, h("a", { href: `#step-${other.id}`, "data-goto": other.id }, titleOf(words, other)), figures && h("div", {}, figures));
    }))];
  }

  notes(step) {
    const { view, words } = this.page;
    const list = (heading, notes) => (notes ? [h("h3", {}, heading), h("ul", { role: "list" }, notes.map((note) => h("li", {}, note.kind === "failure_demand" && h("span", { class: "tag tag--warning" }, words.failure_demand), note.kind === "failure_demand" && " ", note.who ? fill(words.by_whom, { text: note.text, who: note.who }) : note.text)))] : []);
    return [...list(words.problems_here, view.problems.get(step.id)), ...list(words.ideas_here, view.ideas.get(step.id))];
  }
}

