// Keeps the grid as the map is: what others changed is drawn at once, and what the server makes of it is fetched a moment later.
import { catchUp } from "./apply-change.js";
import { wakeLive } from "./live.js";
import { titleOf } from "./words.js";

const CALM = 300; // ms without a change, before score line, ladder and numbers are asked for anew

export function wakeRefresh(page) {
  let derivedAt = page.revision, waiting = null;
  const live = wakeLive({ words: page.words, revision: () => page.revision, take, ask, sending: page.sending, titleOf: named, room: () => page.presenting, people: (list) => page.overview.held(list.map((one) => one.holds).filter(Boolean)) });

  function named(id) {
    const element = page.elements.get(id);
    return element ? element.title || titleOf(page.words, element) : "";
  }

  function take(changes) {
    lay(changes);
    clearTimeout(waiting);
    waiting = setTimeout(() => ask().catch(() => {}), CALM);
  }

  function lay(changes) {
    const caught = catchUp(page.known, page.revision, changes);
    Object.assign(page, { known: caught.elements, revision: caught.revision });
    for (const one of changes) page.sending?.waiting.answer({ ...one, type: "changed" }); // told by HTTP, they may be answers too
    page.sending?.waiting.laid(page.revision);
    page.show();
    live.mark();
    live.renew();
    return caught.applied;
  }

  async function ask() {
    const since = new URL(page.root.dataset.since, location.href);
    since.searchParams.set("after", derivedAt);
    const answer = await fetch(since, { headers: { Accept: "application/json" }, credentials: "same-origin" });
    if (answer.status === 403 || answer.status === 404 || answer.redirected) return location.reload(); // signed out, or no longer allowed
    if (!answer.ok) throw new Error(String(answer.status));
    const news = await answer.json();
    if (news.resync) return location.reload(); // words were taken out: begin afresh
    if (!news.changes.length) return;
    const before = page.derived;
    if (news.derived) [page.derived, derivedAt] = [news.derived, news.derived_at];
    else derivedAt = news.changes.at(-1).revision;
    for (const [name, text] of Object.entries(news.parts ?? {})) put(name, text);
    live.announce(lay(news.changes));
    page.changed([...madeAnew(before, page.derived, news.changes)]);
    live.mark();
    if (news.more) await ask();
  }

  // A part of the page as the server drew it.
  function put(name, text) {
    const read = new DOMParser().parseFromString(name === "ladder" ? `<table><tfoot>${text}</tfoot></table>` : text, "text/html");
    const from = name === "ladder" ? read.querySelector("tfoot") : read.body;
    document.getElementById(name).replaceChildren(...from.childNodes);
  }

  return live;
}

// Of which steps the server makes something else than before, although they were drawn already.
function madeAnew(before, after, changes) {
  const touched = new Set(changes.flatMap((one) => one.change.put.map((element) => element.id)));
  for (const what of ["numbers", "gaps"])
    for (const step of new Set([...Object.keys(before[what]), ...Object.keys(after[what])]))
      if (String(before[what][step]) !== String(after[what][step])) touched.add(step);
  return touched;
}
