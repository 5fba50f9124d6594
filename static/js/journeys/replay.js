// Plays the history of a map: one moment after the other in the same page, until the last, a pause or a key.

const root = document.getElementById("replay"), said = document.getElementById("replay-said");
const [play, pause, pace] = ["play", "pause", "pace"].map((name) => root.querySelector(`[data-replay="${name}"]`));
let going = null; // what stops the one that is being played

const to = (which) => document.querySelector(`[data-${which}] a`)?.href;
const PARTS = [...["head", "ways", "did", "body"].map((name) => `[data-replayed="${name}"]`), ".crumbs"];

async function fetched(address, signal) {
  const answer = await fetch(address, { credentials: "same-origin", signal });
  if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

function put(read, address) {
  const drawing = document.querySelector(".moment-drawing"), { scrollLeft = 0, scrollTop = 0 } = drawing ?? {};
  for (const part of PARTS) document.querySelector(part).replaceChildren(...read.querySelector(part).childNodes);
  const number = document.getElementById("go_to_revision");
  if (number !== document.activeElement) number.value = read.getElementById("go_to_revision").value;
  document.querySelector(".moment-drawing")?.scrollTo({ left: scrollLeft, top: scrollTop, behavior: "instant" });
  document.title = read.title;
  history.replaceState(null, "", address);
  said.textContent = document.querySelector(PARTS[2]).textContent;
}

function show(playing) {
  const held = root.contains(document.activeElement) && document.activeElement !== pace;
  [play.hidden, pause.hidden] = [playing, !playing];
  if (held) (playing ? pause : play).focus();
}

const calm = (ms, signal) =>
  new Promise((go, stop) => {
    const waits = setTimeout(go, ms);
    signal.addEventListener("abort", () => (clearTimeout(waits), stop(signal.reason)), { once: true });
  });

async function start() {
  const control = (going = new AbortController());
  show(true);
  try {
    let address = to("later") ?? to("first"); // from the last, all of it once more
    for (; address; address = to("later")) {
      const coming = fetched(address, control.signal);
      coming.catch(() => {});
      await calm(Number(pace.value), control.signal);
      const read = await coming;
      control.signal.throwIfAborted();
      put(read, address);
    }
    said.textContent += ` ${root.dataset.over}`;
  } catch (failure) {
    if (!control.signal.aborted) said.textContent = root.dataset.failed;
    said.classList.toggle("visually-hidden", control.signal.aborted);
  } finally {
    if (going === control) going = null;
    show(false);
  }
}

const stop = () => going?.abort();

play.addEventListener("click", () => {
  said.classList.add("visually-hidden");
  start();
});
pause.addEventListener("click", stop);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") stop();
});
addEventListener("pagehide", stop);
root.hidden = !to("later") && !to("first");
