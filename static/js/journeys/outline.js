// Keeps the outline as the map is: what others changed is fetched as the server draws it, and laid over the page where it differs.
import { wakeLive } from "./live.js";
import { morph } from "./morph.js";

const CALM = 200; // ms without a change, before the page is asked for anew
const root = document.getElementById("outline");
let revision = Number(root.dataset.revision), asking = null, waiting = null;

const live = wakeLive({ words: JSON.parse(document.getElementById("live-words").textContent), revision: () => revision, take, ask, titleOf });

function titleOf(id) {
  const place = root.querySelector(`[data-place="${CSS.escape(id)}"]`);
  return (place?.querySelector(".outline__title") ?? place?.querySelector("a"))?.textContent ?? "";
}

function take(changes) {
  revision = changes.at(-1).revision;
  clearTimeout(waiting);
  waiting = setTimeout(() => draw().catch(() => {}), CALM);
}

// Without the socket: whether anything happened, and then the page.
async function ask() {
  const since = new URL(root.dataset.since, location.href);
  since.searchParams.set("after", revision);
  const answer = await fetch(since, { headers: { Accept: "application/json" }, credentials: "same-origin" });
  if (answer.status === 401 || answer.status === 403 || answer.status === 404) return location.reload(); // signed out, or no longer allowed
  if (!answer.ok) throw new Error(String(answer.status));
  const news = await answer.json();
  if (news.resync) return location.reload();
  if (news.revision === revision) return;
  revision = news.revision;
  await draw();
  live.announce(news.changes);
}

// One at a time; what happens while one is fetched is fetched after it.
async function draw() {
  while (asking) await asking;
  asking = fetched();
  try {
    lay(await asking);
  } finally {
    asking = null;
  }
}

async function fetched() {
  const answer = await fetch(location.href, { credentials: "same-origin" });
  if (answer.redirected || answer.status === 403 || answer.status === 404) return location.reload();
  if (!answer.ok) throw new Error(String(answer.status));
  return new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("outline");
}

function lay(fresh) {
  if (!fresh) return;
  const focused = root.contains(document.activeElement) ? document.activeElement : null, row = focused?.closest("[data-place]")?.dataset.place;
  const shown = firstShown(), top = shown?.getBoundingClientRect().top;
  for (const mark of root.querySelectorAll(".held")) mark.remove();
  morph(root, fresh);
  live.mark();
  if (focused && document.activeElement !== focused) (focused.isConnected ? focused : firstIn(row))?.focus({ preventScroll: true });
  if (shown?.isConnected) scrollBy(0, shown.getBoundingClientRect().top - top);
}

function firstShown() {
  return [...root.querySelectorAll("tr[id]")].find((row) => row.getBoundingClientRect().top >= 0);
}

// Where the reader was, or the page's own beginning when that is gone.
function firstIn(row) {
  return (row && root.querySelector(`[data-place="${CSS.escape(row)}"] a`)) || document.getElementById("main");
}
