// Sends what is changed on this page: at once to what is drawn, over the socket to the server, by HTTP while the socket is broken.
import { applyChange } from "./apply-change.js";
import { foresee } from "./foresee.js";
import { newId } from "./ids.js";
import { openKeep } from "./keeping.js";
import { Waiting } from "./waiting.js";

const AGAIN = [401, 408, 429]; // the answer was not about the change: it waits on
const OLD_TOKEN = "CSRF Failed"; // the same: somebody signed in again since the page was loaded

// page.show() draws anew; on.turned(entry): it was refused or is a clash; on.news(): something waits, or does not any more.
export async function openSending(page, on) {
  const { map, commands, me } = page.root.dataset;
  let kept = true;
  const adopt = (entries) => {
    waiting.adopt(entries);
    page.show();
  };
  const { client, entries, keep, signedOut } = await openKeep({ map, person: me, adopt });
  const waiting = new Waiting({
    client, newId, say: (message) => page.live?.say(message),
    keep: (list) => (kept = keep(list)),
    on: { turned: (entry) => on.turned(entry), news: () => on.news() },
  });
  waiting.adopt(entries);
  signedOut.then(() => {
    waiting.drop(waiting.entries);
    page.show();
  });

  async function door(message) {
    const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
    const headers = { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token };
    const answer = await fetch(commands, { method: "POST", credentials: "same-origin", headers, body: JSON.stringify(message) });
    if (answer.status >= 500 || AGAIN.includes(answer.status)) throw new Error(String(answer.status));
    const said = await answer.json();
    if (answer.status === 403 && said.detail?.startsWith(OLD_TOKEN)) throw new Error(said.detail);
    if (answer.ok) return { type: "changed", command_id: message.command_id, revision: said.revision };
    if (answer.status === 409) return { ...said, type: "clash" };
    return { type: "refused", command_id: message.command_id, reason: said.detail, field: said.errors?.[0]?.field ?? null };
  }

  return {
    waiting,
    preview: null, // a command that is not given yet: what it would change is shown
    isKept: () => kept,
    // The command, built on what the person saw: the page's revision, or an earlier one at which they began to type.
    intend(command, base = page.revision) {
      return this.intendAll([command], base)[0];
    },
    intendAll(commands, base = page.revision) {
      const entries = commands.map((one) => waiting.add(one, base));
      page.show();
      if (!waiting.open) page.live?.hurry();
      return entries;
    },
    // What is to be seen: the server's elements, and over them what was done here and is not in them yet.
    over(elements) {
      const commands = waiting.seen.map((one) => one.command);
      for (const command of this.preview ? [...commands, this.preview] : commands) {
        const change = foresee(elements, command, page.blank);
        if (change) elements = applyChange(elements, change);
      }
      return elements;
    },
    async post() {
      if (!navigator.onLine) return; // what surely never left can still be taken back in silence
      try {
        await waiting.post(door);
      } finally {
        waiting.laid(page.revision);
        page.show(); // what was refused is not foreseen any more
      }
    },
    // Under another person's name nothing of what waits may go: somebody else signed in meanwhile, and the page becomes theirs.
    opened: (you) => (you.id === me ? waiting.opened() : location.reload()),
    again: () => waiting.open && waiting.opened(), // answers may have been among what was not told
    broke: () => waiting.broke(),
    forget: (ids) => waiting.forget(ids),
    answer(message) {
      waiting.answer(message);
      if (waiting.laid(page.revision) || message.type !== "changed") page.show();
    },
  };
}
