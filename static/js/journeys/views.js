// A view of the map: what is searched for, the size and the place. It is an address that one can share, and kept under a name in this browser.
import { h } from "./build.js";
import { fill } from "./words.js";

const MOST = 50, LONGEST = 200; // views of one map; letters that are searched for
const ASKED = ["words", "lane", "gaps", "problems"], ALL = [...ASKED, "zoom", "at"];

// The view stands behind the # of the address: what is searched for is no business of a server and its logs.
export function wakeViews(page, { form, sheet, dialog, cards, search, opener }) {
  const { words, root } = page, name = `views/${root.dataset.me}/${root.dataset.map}`;
  const list = dialog.querySelector("#views-kept"), keeping = dialog.querySelector("form"), address = dialog.querySelector("#view-address"), said = dialog.querySelector("#view-said"), seen = document.getElementById("seen");

  function asked() {
    const filled = new FormData(form), found = new URLSearchParams();
    for (const one of ASKED) if (String(filled.get(one) ?? "").trim()) found.set(one, one === "words" ? filled.get(one).trim() : one === "lane" ? filled.get(one) : "yes");
    return found;
  }

  // All of it: with the size, and the card nearest to the middle of what is seen.
  function now() {
    const view = asked(), near = middle();
    view.set("zoom", page.zoom.fits ? "fit" : String(Math.round(page.zoom.level * 100)));
    if (near) view.set("at", near);
    return view;
  }

  function middle() {
    const box = sheet.getBoundingClientRect(), x = (Math.max(0, box.left) + Math.min(innerWidth, box.right)) / 2, y = (Math.max(0, box.top) + Math.min(innerHeight, box.bottom)) / 2;
    let best = null, least = Infinity;
    for (const card of cards.all()) {
      const { left, right, top, bottom } = card.getBoundingClientRect(), away = Math.hypot((left + right) / 2 - x, (top + bottom) / 2 - y);
      if (away < least) [best, least] = [card.parentElement.dataset.step, away];
    }
    return best;
  }

  // What an address asks for, as far as it makes sense; null where it asks for no view.
  function read(text) {
    const view = new URLSearchParams(text.replace(/^#/, ""));
    return ALL.some((one) => view.has(one)) ? view : null;
  }

  function show(view) {
    form.elements.words.value = (view.get("words") ?? "").slice(0, LONGEST);
    form.elements.lane.value = view.get("lane") ?? "";
    if (form.elements.lane.selectedIndex < 0) form.elements.lane.value = "";
    for (const one of ["gaps", "problems"]) form.elements[one].checked = view.get(one) === "yes";
    search.again();
    const percent = Number(view.get("zoom"));
    if (view.get("zoom") === "fit") page.zoom.fit({ quiet: true, anchor: null, keep: false });
    else if (percent > 0) page.zoom.set(percent / 100, { quiet: true, anchor: null, keep: false });
    cards.cardOf(view.get("at") ?? "")?.scrollIntoView({ block: "center", inline: "center" });
  }

  // What is searched for is in the address at once, so that a reload and the back button find it again.
  function note() {
    const text = asked().toString();
    if (text || read(location.hash)) history.replaceState(history.state, "", text ? `#${text}` : location.pathname + location.search);
  }

  function kept() {
    try {
      const found = JSON.parse(localStorage.getItem(name) ?? "[]");
      return Array.isArray(found) ? found.filter((one) => typeof one?.name === "string" && typeof one.view === "string") : [];
    } catch {
      return [];
    }
  }

  function keep(views) {
    try {
      localStorage.setItem(name, JSON.stringify(views));
      return true;
    } catch {
      return false;
    }
  }

  // "“triage”, GP practice, 80%"
  function inWords(text) {
    const view = new URLSearchParams(text), lane = page.elements.get(view.get("lane"))?.title, zoom = view.get("zoom");
    return [view.get("words") && `“${view.get("words")}”`, lane, view.get("gaps") && words.only_gaps, view.get("problems") && words.only_problems, zoom === "fit" ? words.fitted : zoom && `${zoom}%`].filter(Boolean).join(", ");
  }

  function draw() {
    list.replaceChildren(...kept().map((one) => h("li", { class: "views__one" }, h("button", { class: "link-button", type: "button", "data-view": one.name }, one.name), h("span", { class: "quiet" }, inWords(one.view)),
      h("button", { class: "link-button", type: "button", "data-drop": one.name, "aria-label": fill(words.remove_view, one) }, words.remove))));
    list.hidden = !list.children.length;
  }

  opener.addEventListener("click", () => {
    draw();
    said.textContent = "";
    address.value = `${location.origin}${location.pathname}${location.search}#${now()}`;
  });
  keeping.addEventListener("submit", (event) => {
    event.preventDefault();
    const called = keeping.elements.name.value.trim();
    if (!called) return keeping.elements.name.focus();
    const others = kept().filter((one) => one.name !== called), views = [...others, { name: called, view: address.value.split("#")[1] }].sort((a, b) => a.name.localeCompare(b.name));
    if (views.length > MOST) return (said.textContent = fill(words.too_many_views, { n: MOST }));
    said.textContent = keep(views) ? fill(words.view_kept, { name: called }) : words.view_not_kept;
    keeping.reset();
    draw();
  });
  list.addEventListener("click", (event) => {
    const { view, drop } = event.target.closest("button")?.dataset ?? {};
    if (drop !== undefined) {
      keep(kept().filter((one) => one.name !== drop));
      draw();
      said.textContent = fill(words.view_gone, { name: drop });
      keeping.elements.name.focus();
    }
    const one = view === undefined ? null : kept().find((each) => each.name === view);
    if (!one) return;
    dialog.close();
    show(new URLSearchParams(one.view));
    note();
    seen.textContent = fill(words.view_shown, { name: view });
  });
  dialog.querySelector("[data-copy]").addEventListener("click", async () => {
    address.select();
    try {
      await navigator.clipboard.writeText(address.value);
      said.textContent = words.address_copied;
    } catch {
      said.textContent = words.copy_it; // it is marked: Ctrl+C takes it
    }
  });
  form.addEventListener("input", note);
  window.addEventListener("hashchange", () => {
    const view = read(location.hash);
    if (view) show(view);
  });

  const first = read(location.hash);
  if (first) show(first);
}
