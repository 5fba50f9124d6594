// Keeps what one did in this window for as long as the window is open, so that after a reload it can still be taken back by key.
import { OwnHistory } from "./own-history.js";

const PREFIX = "done-here/", MOST = 200;

// {history, keep()}: of this map and person alone.
export function openHistory({ map, person }) {
  const name = `${PREFIX}${person}/${map}`, history = new OwnHistory(JSON.parse(sessionStorage.getItem(name) ?? "{}"));
  return {
    history,
    keep() {
      const done = history.done.slice(-MOST), { undone } = history;
      try {
        if (done.length || undone.length) sessionStorage.setItem(name, JSON.stringify({ done, undone }));
        else sessionStorage.removeItem(name);
      } catch {
        sessionStorage.removeItem(name); // no room: what stands there would be older than what was done
      }
    },
  };
}
