// Who else is there, as a list: going to the card somebody is at, and following them until one moves oneself.
import { h } from "./build.js";
import { fill } from "./words.js";

const MOVES = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "PageUp", "PageDown", "Home", "End"];
const BUSY = ".title-box, .step--lifted, .dragging, dialog[open]"; // where one's own hands are at something, the view stays
const READ = 1000; // ms somebody stays at a card before a screen reader is told
const MAP = "#sheet, #outline, #overview", OURS = "#who, #following, #summons";

// titleOf(id): what stands there, or "" where nothing does; show(id, focus): brings it into view, and puts the focus on it where that is wanted;
// tell(text): what became of it; focusOn(button): or on what is seen instead.
export function wakeCompany({ words, line, titleOf, show, tell, focusOn }) {
  const opener = line.querySelector("#who-open"), list = line.querySelector("#who"), part = document.getElementById("following"), [said, nowAt] = part.querySelectorAll("p"), stopping = part.querySelector("button"), stays = line.querySelector("#silence");
  const rows = new Map();
  let there = [], following = null, at = null, own = null, reading = null;

  function open(shown) {
    opener.setAttribute("aria-expanded", String(shown));
    list.hidden = !shown;
  }

  function row(one) {
    const name = h("span"), place = h("span", { class: "who__at" }), to = h("button", { class: "link-button", type: "button", "data-go": one.id, "aria-label": fill(words.go_there_to, one) }, words.go_there);
    const follow = h("button", { class: "link-button", type: "button", "data-follow": one.id, "aria-pressed": "false", "aria-label": fill(words.follow_them, one) }, words.follow);
    return { item: h("li", {}, name, " ", place, " ", to, follow), name, place, to, follow };
  }

  // What is the same stays: the focus may be in it.
  function draw() {
    for (const [id, { item }] of rows) {
      if (there.some((one) => one.id === id)) continue;
      if (item.contains(document.activeElement)) focusOn(there.length ? opener : stays);
      item.remove();
      rows.delete(id);
    }
    there.forEach((one, n) => {
      if (!rows.has(one.id)) rows.set(one.id, row(one));
      const { item, name, place, to, follow } = rows.get(one.id), title = one.holds ? titleOf(one.holds) : "";
      if (list.children[n] !== item && !list.contains(document.activeElement)) list.insertBefore(item, list.children[n] ?? null);
      else if (!item.isConnected) list.append(item);
      name.textContent = one.agency ? fill(words.of_agency, one) : one.name;
      place.textContent = title ? fill(words.at_card, { title }) : words.at_no_card;
      to.setAttribute("aria-disabled", String(!title));
      follow.setAttribute("aria-pressed", String(following?.id === one.id));
    });
    if (!there.length) {
      if (document.activeElement === opener) focusOn(stays);
      open(false);
    }
    opener.hidden = !there.length;
  }

  function follow(one) {
    [following, at] = [one, null];
    clearTimeout(reading);
    nowAt.textContent = "";
    said.textContent = fill(words.you_follow, one);
    stopping.hidden = false;
    draw();
    come();
  }

  // why: what to say about it.
  function stop(why) {
    if (!following) return;
    const focused = part.contains(document.activeElement);
    tell(fill(why, following));
    following = null;
    clearTimeout(reading);
    said.textContent = nowAt.textContent = "";
    draw();
    if (focused) focusOn(opener);
    stopping.hidden = true;
  }

  function come() {
    const one = there.find(({ id }) => id === following?.id);
    if (!one?.holds || one.holds === at || document.querySelector(BUSY) || !show(one.holds, false)) return; // what is not drawn yet, soon is
    at = one.holds;
    clearTimeout(reading);
    reading = setTimeout(() => (nowAt.textContent = titleOf(at) && fill(words.they_are_at, { name: one.name, title: titleOf(at) })), READ);
  }

  const moved = (event) => following && !event.target.closest?.(OURS) && stop(words.you_moved);

  opener.addEventListener("click", () => open(list.hidden));
  line.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || list.hidden) return;
    event.stopPropagation();
    open(false);
    opener.focus();
  });
  list.addEventListener("click", (event) => {
    const { go, follow: whom } = event.target.closest("button")?.dataset ?? {};
    const one = there.find(({ id }) => id === (go ?? whom));
    if (!one) return;
    if (whom) return following?.id === whom ? stop(words.you_stopped) : follow(one);
    if (rows.get(one.id).to.getAttribute("aria-disabled") === "true") return;
    open(false);
    stop(words.you_moved);
    show(one.holds, true);
  });
  stopping.addEventListener("click", () => stop(words.you_stopped));
  window.addEventListener("wheel", moved, { passive: true });
  window.addEventListener("touchmove", moved, { passive: true });
  window.addEventListener("keydown", (event) => MOVES.includes(event.key) && !event.target.closest?.("input, textarea, select") && moved(event));
  window.addEventListener("pointerdown", (event) => (event.target === document.documentElement || event.target.closest?.(MAP)) && moved(event)); // the page's own scroll bar, or the map
  window.addEventListener("click", (event) => event.target.closest?.("[data-goto]") && moved(event));
  document.getElementById("overview")?.addEventListener("submit", moved);
  // To another card by key: one is there now. Back from a dialog to the same one does not count, and then the view catches up.
  document.addEventListener("focusin", (event) => {
    const place = event.target.closest?.("[data-place]")?.dataset.place;
    if (place && place !== own) moved(event);
    own = place ?? own;
    come();
  });

  return {
    // here: whether the list is what the server says, and not only that the socket is broken.
    people(others, here) {
      if (here) there = others; // while the socket is broken the list is as it was
      if (here && following && !there.some((one) => one.id === following.id)) stop(words.they_left);
      draw();
      come();
    },
    moved: () => stop(words.you_moved),
    renew() {
      draw();
      come();
    },
  };
}
