// The line that says whether a map is live, who is there and what others just did; and asking by HTTP for as long as the socket is broken.
import { wakeCompany } from "./company.js";
import { fill, plural } from "./words.js";
import { MapSocket } from "./socket.js";
import { wakeSummons } from "./summons.js";

const PAUSE = 3000, LONGEST = 30000, QUIET = "quiet-maps";

// words: journeys/queries/live_words.py. revision(): the page's own. take(changes): lays them over the page. ask(): the same by HTTP, or throws.
// titleOf(id): what stands at a place, or "" where nothing does.
// room(): what shows the map to a room ({go(id), focus()}: presenting.js), or null while nothing does.
// sending: what is changed on this page (sending.js), or null where nothing can be. people(list): who else is there, whenever that changes.
export function wakeLive({ words, revision, take, ask, titleOf, room = () => null, sending = null, people: heard = null }) {
  const line = document.getElementById("live"), state = line.querySelector("#state"), said = line.querySelector("#said"), people = line.querySelector("#people"), waits = line.querySelector("#waits");
  const told = { line: line.querySelector("#told"), room: document.getElementById("told-room") }; // what became of one's own acts: read out always
  let me = null, live = false, silent = false, there = [], waiting = null, pause = PAUSE, turning = false, again = false;

  const address = new URL(line.dataset.socket, location.href);
  address.protocol = address.protocol.replace("http", "ws");
  const socket = new MapSocket(address.href, revision, {
    live(you) {
      [me, live, pause] = [you.id, true, PAUSE];
      clearTimeout(waiting);
      show("live");
      summons.opened(you);
      sending?.opened(you);
      showWaiting();
    },
    silent() {
      silent = true;
      show("silent");
      showWaiting();
    },
    heard() {
      silent = false;
      show("live");
      showWaiting();
    },
    broken() {
      silent = false;
      [live, there] = [false, []];
      sending?.broke();
      showWaiting();
      showPeople(false);
      show("reconnecting");
      clearTimeout(waiting);
      waiting = setTimeout(turn, PAUSE);
    },
    answer: (message) => sending?.answer(message),
    changes(list) {
      take(list);
      show("live");
      announce(list);
    },
    people(list) {
      there = list.filter((one) => one.id !== me);
      showPeople(true);
    },
    summons: (message) => summons.take(message, message.by.id === me),
    refused: (reason) => summons.refused(reason),
    async afresh() {
      try {
        await ask();
      } catch {
        return location.reload();
      }
      if (!live) return;
      show("live");
      sending?.again();
    },
    forget(elements) {
      sending?.forget(elements);
      location.reload();
    },
    over: () => location.reload(),
  });

  function show(name) {
    line.dataset.state = name;
    state.textContent = fill(words[name], { revision: revision() });
  }

  // While the socket is broken: every few seconds, less often when nothing answers.
  async function turn() {
    if (live || turning) return;
    turning = true;
    again = false;
    if (document.visibilityState === "visible") {
      try {
        try {
          await sending?.post();
        } finally {
          await ask(); // whatever became of that: what others do is to be seen, and whether one is signed out
        }
        pause = PAUSE;
        if (!live) show("reconnecting");
      } catch {
        pause = Math.min(LONGEST, pause * 2);
        if (!live) show("offline");
      }
    }
    turning = false;
    if (!live) waiting = setTimeout(turn, again ? 0 : pause);
  }

  // At once, as far as it goes without the socket: something was changed here.
  function hurry() {
    if (live) return;
    clearTimeout(waiting);
    again = turning;
    turn();
  }

  // Says what is not with the server yet, once it has to wait: a moment is not worth a word.
  function showWaiting() {
    const n = sending?.waiting.waits.length ?? 0;
    line.dataset.waits = n;
    waits.textContent = n && (!live || silent) ? [plural(words.waits, n), sending.isKept() ? "" : words.not_kept].filter(Boolean).join(" ") : "";
  }

  function announce(changes) {
    const others = changes.filter((one) => one.by.id !== me);
    if (!others.length) return;
    told.line.textContent = "";
    said.textContent = wordsOf(others);
  }

  function wordsOf(changes) {
    if (changes.length !== 1) return plural(words.several_changes, changes.length);
    const [one] = changes, did = words.did[one.kind] ?? one.kind;
    const title = one.change.put.find((element) => element.title && element.type !== "map")?.title;
    return fill(title ? words.someone_changed_it : words.someone_changed, { name: one.by.name, did, title });
  }

  function showPeople(here) {
    const names = there.map((one) => (one.agency ? fill(words.of_agency, one) : one.name)).join(", ");
    people.textContent = names ? fill(words.here, { names }) : "";
    mark();
    heard?.(there);
    company.people(there, here);
  }

  // Beside what each of the others is at: their name. Drawn again after the page was.
  function mark() {
    company.renew();
    summons.renew();
    for (const old of document.querySelectorAll(".held")) old.remove();
    for (const one of there) {
      const place = one.holds && document.querySelector(`[data-place="${CSS.escape(one.holds)}"]`);
      if (!place) continue;
      const name = document.createElement("span");
      name.className = "held";
      name.textContent = fill(words.is_here, one);
      (place.querySelector("th") ?? place).append(name);
    }
  }

  // Brings a place into view, in the grid, in the outline or before a room; with the focus, where the reader asked for it. Gives whether it is there.
  function go(id, focus) {
    if (room()) return room().go(id);
    const place = document.querySelector(`[data-place="${CSS.escape(id)}"]`), target = place?.querySelector(".step__card, .outline__title, a") ?? place;
    target?.scrollIntoView({ block: "center", inline: "center", behavior: calm.matches ? "instant" : "smooth" });
    if (focus) target?.focus({ preventScroll: true });
    return Boolean(target);
  }
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  function tell(text) {
    said.textContent = "";
    told.line.textContent = room() ? "" : text;
    told.room.textContent = room() ? text : "";
  }
  function moved() {
    told.room.textContent = "";
    company.moved();
  }
  // The focus on something below the map, which a room does not see.
  const focusOn = (target) => (target.checkVisibility() ? target : room() ?? silence).focus();
  const silence = line.querySelector("#silence");
  const company = wakeCompany({ words, line, titleOf, show: go, tell, focusOn });
  const summons = wakeSummons({ words, line, titleOf, say: (message) => socket.say(message), tell, focusOn, show(id, focus) {
    moved();
    go(id, focus);
    if (focus) room()?.focus();
  } });

  function hush(quiet) {
    silence.setAttribute("aria-pressed", String(quiet));
    said.setAttribute("aria-live", quiet ? "off" : "polite");
  }
  silence.addEventListener("click", () => {
    const quiet = silence.getAttribute("aria-pressed") !== "true";
    localStorage.setItem(QUIET, quiet ? "yes" : "");
    hush(quiet);
  });
  hush(localStorage.getItem(QUIET) === "yes");

  // Whatever is scrolled to stands above the notices.
  const notices = document.querySelector(".summonses");
  new ResizeObserver(() => document.documentElement.style.setProperty("--notices", `${notices.offsetHeight}px`)).observe(notices);

  for (const kind of ["online", "offline"]) window.addEventListener(kind, () => socket.hurry());
  window.addEventListener("pagehide", () => socket.end());
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") socket.hurry();
  });
  function hold(id) {
    socket.hold(id);
    summons.holds(id);
  }
  // Before a room one is at the step that is shown, whatever has the focus.
  document.addEventListener("focusin", (event) => room() || hold(event.target.closest?.("[data-place]")?.dataset.place ?? null));
  const renew = () => live && show("live"); // told by HTTP, a change may be there before the socket tells of it
  return { announce, mark, renew, hurry, showWaiting, say: (message) => socket.say(message), hold, moved };
}
