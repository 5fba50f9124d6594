// Asks every few seconds what others changed, lays it over the elements in order, and says who did what.
import { catchUp } from "./apply-change.js";
import { fill, plural } from "./words.js";

const PAUSE = 3000, LONGEST = 30000;

export function wakeRefresh(page) {
  const state = document.getElementById("state"), said = document.getElementById("said"), foot = state.closest(".map-foot");
  let pause = PAUSE;

  async function ask() {
    const since = new URL(page.root.dataset.since, location.href);
    since.searchParams.set("after", page.revision);
    const answer = await fetch(since, { headers: { Accept: "application/json" }, credentials: "same-origin" });
    if (answer.status === 403 || answer.status === 404 || answer.redirected) return location.reload(); // signed out, or no longer allowed
    if (!answer.ok) throw new Error(String(answer.status));
    const news = await answer.json();
    if (news.resync) return location.reload(); // words were taken out: begin afresh
    if (news.changes.length) take(news);
    if (news.more) await ask();
  }

  function take(news) {
    const caught = catchUp(page.elements, page.revision, news.changes);
    Object.assign(page, { elements: caught.elements, revision: caught.revision });
    if (news.derived) page.derived = news.derived;
    if (news.parts) for (const [name, text] of Object.entries(news.parts)) put(name, text);
    page.changed(caught.applied.flatMap((one) => [...one.change.put.map((element) => element.id), ...one.change.remove]));
    said.textContent = wordsOf(caught.applied);
  }

  // A part of the page as the server drew it.
  function put(name, text) {
    const read = new DOMParser().parseFromString(name === "ladder" ? `<table><tfoot>${text}</tfoot></table>` : text, "text/html");
    const from = name === "ladder" ? read.querySelector("tfoot") : read.body;
    document.getElementById(name).replaceChildren(...from.childNodes);
  }

  function wordsOf(applied) {
    if (applied.length !== 1) return plural(page.words.several_changes, applied.length);
    const [one] = applied, did = page.words.did[one.kind] ?? one.kind;
    const title = one.change.put.find((element) => element.title && element.type !== "map")?.title;
    return fill(title ? page.words.someone_changed_it : page.words.someone_changed, { name: one.by.name, did, title });
  }

  async function turn() {
    if (document.visibilityState === "visible") {
      try {
        await ask();
        pause = PAUSE;
        foot.classList.remove("map-foot--offline");
        state.textContent = fill(page.words.saved, { revision: page.revision });
      } catch {
        pause = Math.min(LONGEST, pause * 2);
        foot.classList.add("map-foot--offline");
        state.textContent = fill(page.words.offline, { revision: page.revision });
      }
    }
    waiting = setTimeout(turn, pause);
  }

  let waiting = setTimeout(turn, PAUSE);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "visible") return;
    clearTimeout(waiting);
    turn();
  });
}
