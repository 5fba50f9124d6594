// Keeps on this device what waits to be sent: by map, person and window, in localStorage. What a closed window left, the next one takes over.
import { newId } from "./ids.js";

const PREFIX = "waiting/", SIGNED_OUT = "signed-out"; // static/js/common/sign-out.js forgets all of it, and says so

// {client, entries, keep, signedOut: a promise}; adopt(entries): what another window left that closes later.
export async function openKeep({ map, person, adopt }) {
  const prefix = `${PREFIX}${person}/${map}/`;
  const left = Object.keys(localStorage).filter((name) => name.startsWith(prefix)).sort();
  if (!navigator.locks) return opened(prefix, prefix + newId(), left);
  let own = null;
  for (const name of left) if (!own && (await holds(name))) own = name;
  own ??= prefix + newId();
  if (!left.includes(own)) await holds(own);
  for (const name of left) if (name !== own) whenClosed(name, () => adopt(taken(name)));
  return opened(prefix, own, [own]);
}

// What stands under these names becomes its own. Where nobody can tell which windows are open that is all that was left: sent twice it is done once.
function opened(prefix, own, names) {
  const entries = names.flatMap(read);
  let over = false;
  const signedOut = new Promise((done) => window.addEventListener("storage", ({ key, newValue }) => {
    if (key !== SIGNED_OUT || !newValue) return;
    over = true;
    done();
  }));
  const keepMine = (list) => over || keep(own, list);
  if (keepMine(entries)) for (const name of names) if (name !== own) localStorage.removeItem(name);
  return { client: own.slice(prefix.length), entries, keep: keepMine, signedOut };
}

function read(name) {
  return JSON.parse(localStorage.getItem(name) ?? "[]");
}

function taken(name) {
  const entries = read(name);
  localStorage.removeItem(name);
  return entries;
}

// Whether it is kept: a browser may have no room or may not be allowed to.
function keep(name, entries) {
  try {
    if (entries.length) localStorage.setItem(name, JSON.stringify(entries));
    else localStorage.removeItem(name);
    return true;
  } catch {
    return false;
  }
}

// A window holds the lock of its name for as long as it is open.
function holds(name) {
  return new Promise((done) => {
    navigator.locks.request(name, { ifAvailable: true }, (lock) => {
      done(Boolean(lock));
      return lock ? new Promise(() => {}) : undefined;
    });
  });
}

function whenClosed(name, then) {
  navigator.locks.request(name, then);
}
