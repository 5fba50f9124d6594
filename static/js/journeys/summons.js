// A facilitator asks everybody to a card: the others get a notice with a button, and are never moved. It can be put aside, or all of them silenced.
import { fill } from "./words.js";

const SILENT = "no-calls";
const LATE = 10000; // ms in which the step one is called to may come after the call
const AFRESH = 50; // ms a status is empty, so that the same words are read out again

// titleOf, show: as in company.js; say(message): whether it was sent; tell, focusOn: as there too.
export function wakeSummons({ words, line, titleOf, show, say, tell, focusOn }) {
  const part = document.getElementById("summons"), said = part.querySelector("p"), doing = part.querySelector(".summons__do"), silence = line.querySelector("#calls"), call = line.querySelector("#call");
  let called = null, may = false, at = null, asked = false, early = null;

  function silent(on) {
    silence.setAttribute("aria-pressed", String(on));
    if (!on) return;
    early = null;
    clear();
  }

  function clear() {
    const focused = part.contains(document.activeElement);
    called = null;
    said.textContent = "";
    doing.hidden = true;
    part.classList.remove("summons--open");
    if (focused) focusOn(silence);
  }

  const ACTS = {
    go() {
      const to = called;
      clear();
      show(to, true);
    },
    aside: clear,
    silence() {
      keep(true);
      silent(true);
      tell(words.calls_are_silent);
    },
  };
  part.addEventListener("click", (event) => ACTS[event.target.closest("[data-call]")?.dataset.call]?.());
  part.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    clear();
  });
  silence.addEventListener("click", () => {
    const on = silence.getAttribute("aria-pressed") !== "true";
    keep(on);
    silent(on);
  });

  function keep(on) {
    try {
      localStorage.setItem(SILENT, on ? "yes" : "");
    } catch {
      // then it holds for this page alone
    }
  }

  // The card one is at, or was last: where everybody may be called to.
  function renew() {
    const title = at && titleOf(at);
    call.hidden = !may || !title;
    if (!call.hidden) call.textContent = fill(words.call_to, { title });
    if (called && !titleOf(called)) clear(); // it was taken away
    if (!early || !titleOf(early.to)) return;
    const { until, by, to } = early;
    early = null;
    if (performance.now() < until) notice(by, to);
  }

  function notice(by, to) {
    called = to;
    said.textContent = "";
    setTimeout(() => called === to && (said.textContent = fill(words.someone_calls, { name: by.name, title: titleOf(to) })), AFRESH);
    doing.hidden = false;
    part.classList.add("summons--open");
  }

  call.addEventListener("click", () => {
    asked = say({ type: "summon", to: at });
    if (!asked) tell(words.not_called);
  });

  try {
    silent(localStorage.getItem(SILENT) === "yes");
  } catch {
    silent(false);
  }
  return {
    renew,
    opened(you) {
      may = you.may.includes("summon");
      renew();
    },
    holds(id) {
      if (!id) return;
      at = id;
      renew();
    },
    // by: who calls; mine: whether that is oneself, in any window.
    take({ by, to }, mine) {
      const title = titleOf(to);
      if (mine) {
        asked = false;
        return title && tell(fill(words.you_called, { title }));
      }
      if (silence.getAttribute("aria-pressed") === "true") return;
      early = title ? null : { by, to, until: performance.now() + LATE };
      if (title) notice(by, to);
    },
    refused(reason) {
      if (!asked) return;
      asked = false;
      tell(reason);
    },
  };
}
