// Keeps on this device what somebody typed into the server's forms of a map and did not send yet, and forms that got no answer. By map and
// person; drafts by window too, as two windows may show one form. Only what was typed is kept: other people's words could not be taken out of
// it. static/js/common/sign-out.js forgets all of it, and says so; after four weeks it is forgotten too.
import { newId } from "./ids.js";
import { holds } from "./keeping.js";

const PREFIX = "waiting/forms", SIGNED_OUT = "signed-out", WINDOW = "form-window", LONGEST = 28 * 24 * 3600 * 1000;

// on(): another window changed what waits.
export async function openDrafts({ map, person, on }) {
  return new Drafts(`${PREFIX}/${person}/${map}/`, await nameOfWindow(), on);
}

// A window keeps its name over a reload; a new one, and a copy of one, get their own.
async function nameOfWindow() {
  let name = sessionStorage.getItem(WINDOW);
  if (!name || !(await isMine(name))) {
    name = newId();
    await isMine(name);
  }
  sessionStorage.setItem(WINDOW, name);
  return name;
}

const isMine = async (name) => !navigator.locks || holds(`${WINDOW}/${name}`);

export class Drafts {
  constructor(prefix, own, on) {
    Object.assign(this, { prefix, own, over: false });
    window.addEventListener("storage", ({ key, newValue }) => {
      if (key === SIGNED_OUT && newValue) this.over = true;
      if (key?.startsWith(`${prefix}sent/`)) on();
    });
  }

  // A draft: {changed: {field: [values]}, base_revision, typed}. This window's, else what a closed one left.
  async draft(address) {
    const own = this.read(this.typedAt(address));
    if (own) return own;
    for (const { name, path } of await this.left()) {
      if (path !== pathOf(address)) continue;
      const draft = this.read(name);
      localStorage.removeItem(name);
      this.keepDraft(address, draft);
      return draft;
    }
    return null;
  }

  // Whether it is kept: a browser may have no room or may not be allowed to, and files are not kept.
  keepDraft(address, draft) {
    return this.keep(this.typedAt(address), { ...draft, at: draft.at ?? Date.now() });
  }

  dropDraft(address) {
    localStorage.removeItem(this.typedAt(address));
  }

  // Takes away and gives what no form leads to any more: [{path, draft}] about elements that are not there; what is too old is forgotten.
  async takeLost(isThere) {
    const own = this.names(`typed/${this.own}/`).map((name) => ({ name, path: name.slice(`${this.prefix}typed/${this.own}`.length) }));
    const lost = [];
    for (const { name, path } of [...own, ...(await this.left())]) {
      const draft = this.read(name), ids = [...new URL(path, location.href).searchParams].filter(([one, id]) => one !== "account" && UUID.test(id)).map(([, id]) => id);
      if (ids.every(isThere) && Date.now() - draft.at < LONGEST) continue;
      localStorage.removeItem(name);
      if (Date.now() - draft.at < LONGEST) lost.push({ path, draft });
    }
    return lost;
  }

  // Forms that were sent and did not arrive, in the order in which they were sent.
  get waiting() {
    return this.names("sent/").map((name) => this.read(name)).filter((one) => one && Date.now() - one.sent_at < LONGEST).sort((a, b) => a.sent_at - b.sent_at);
  }

  keepWaiting(entry) {
    return this.keep(`${this.prefix}sent/${entry.command_id}`, entry);
  }

  dropWaiting(command_id) {
    localStorage.removeItem(`${this.prefix}sent/${command_id}`);
  }

  // Words were taken out of these elements: whatever names them is forgotten.
  forget(ids) {
    for (const name of this.names("")) if (ids.some((id) => name.includes(id) || localStorage.getItem(name).includes(id))) localStorage.removeItem(name);
  }

  // What windows left that are not open any more: [{name, path}]. Where nobody can tell which are open, all of it.
  async left() {
    const held = navigator.locks ? (await navigator.locks.query()).held.map((lock) => lock.name) : [];
    const start = `${this.prefix}typed/`;
    const all = this.names("typed/").map((name) => {
      const rest = name.slice(start.length), at = rest.indexOf("/");
      return { name, of: rest.slice(0, at), path: rest.slice(at) };
    });
    return all.filter(({ of }) => of !== this.own && !held.includes(`${WINDOW}/${of}`));
  }

  typedAt(address) {
    return `${this.prefix}typed/${this.own}${pathOf(address)}`;
  }

  names(kind) {
    return Object.keys(localStorage).filter((name) => name.startsWith(this.prefix + kind));
  }

  read(name) {
    return JSON.parse(localStorage.getItem(name) ?? "null");
  }

  keep(name, value) {
    try {
      if (this.over || Object.values(value.changed).flat().some((one) => typeof one !== "string")) throw new Error("not to be kept");
      localStorage.setItem(name, JSON.stringify(value));
      return true;
    } catch {
      localStorage.removeItem(name); // what stands there would be older than what was typed
      return false;
    }
  }
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const pathOf = (address) => address.pathname + address.search;
