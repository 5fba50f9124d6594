// The changes of one window that are not answered yet: shown at once, kept, sent in order, sent again after a break. No DOM access.
//
// An entry: {command_id, base_revision, command, client, state}, state one of
//   "waits"    not answered; "done": accepted as `revision`, and shown until the page has that revision;
//   "refused"  with `reason` and `field`; "clash": with `clash`. These stay until somebody settles them: what was typed is in them.

const AT_ONCE = 100; // on their way; the server takes 500

export class Waiting {
  // keep(entries) stores what is not done; say(message) sends it; on.turned(entry): refused or a clash; on.news(): something changed.
  constructor({ client, newId, keep, say, on }) {
    Object.assign(this, { client, newId, keep, say, on, entries: [], open: false, away: new Set(), tried: new Set(), posting: false });
  }

  // What an earlier window left: it goes first.
  adopt(entries) {
    const known = new Set(this.entries.map((one) => one.command_id));
    for (const one of entries) this.tried.add(one.command_id); // nobody knows whether it was sent
    this.entries.unshift(...entries.filter((one) => !known.has(one.command_id)));
    this.store();
    this.pump();
  }

  add(command, base_revision) {
    const entry = { command_id: this.newId(), base_revision, command, client: this.client, state: "waits" };
    this.entries.push(entry);
    this.store();
    this.pump();
    return entry;
  }

  get waits() {
    return this.entries.filter((one) => one.state === "waits");
  }

  get unsettled() {
    return this.entries.filter((one) => one.state === "refused" || one.state === "clash");
  }

  // What is to be seen although the page's revision does not hold it yet.
  get foreseen() {
    return this.entries.filter((one) => one.state === "waits" || one.state === "done");
  }

  // The same without what waits together with its own taking back.
  get seen() {
    const back = new Set();
    for (const { command } of this.foreseen) {
      if (command.kind === "undo") back.add(command.of);
      if (command.kind === "redo") back.delete(command.of);
    }
    return this.foreseen.filter((one) => !back.has(one.command_id));
  }

  // The socket was welcomed: all that was not answered goes out again, in order.
  opened() {
    this.open = true;
    this.away.clear();
    this.pump();
  }

  broke() {
    this.open = false;
    this.away.clear();
  }

  pump() {
    if (!this.open) return;
    for (const entry of this.waits) {
      if (this.away.size >= AT_ONCE) return;
      if (this.away.has(entry.command_id)) continue;
      this.away.add(entry.command_id);
      this.tried.add(entry.command_id);
      this.say(messageOf(entry));
    }
  }

  // One after the other through another door, as long as the socket is broken. door(message) -> the answer, or throws when there is none.
  async post(door) {
    if (this.posting) return;
    this.posting = true;
    try {
      for (let next = this.waits[0]; next && !this.open; next = this.waits[0]) {
        this.tried.add(next.command_id);
        this.answer(await door(messageOf(next)));
      }
    } finally {
      this.posting = false;
    }
  }

  // changed, refused or clash, of whatever window: the same answer may come twice.
  answer(message) {
    const entry = this.entries.find((one) => one.command_id === message.command_id);
    this.away.delete(message.command_id);
    if (entry?.state === "waits") {
      if (message.type === "changed") Object.assign(entry, { state: "done", revision: message.revision });
      else if (message.type === "refused") Object.assign(entry, { state: "refused", reason: message.reason, field: message.field });
      else Object.assign(entry, { state: "clash", clash: message });
      this.store();
      if (entry.state !== "done") this.on.turned(entry);
    }
    this.pump();
  }

  // The page shows this revision now. Whether anything that was seen until then is in it.
  laid(revision) {
    const before = this.entries.length;
    this.entries = this.entries.filter((one) => one.state !== "done" || one.revision > revision);
    return this.entries.length < before;
  }

  // Takes back one that never left: nobody else can have seen it. Whether it was one.
  takeBack(command_id) {
    const entry = this.entries.find((one) => one.command_id === command_id);
    if (!entry || entry.state !== "waits" || this.tried.has(command_id)) return null;
    this.drop([entry]);
    return entry;
  }

  // Again as a new command, on top of what stands there now.
  again(entry, base_revision, command = entry.command) {
    this.drop([entry]);
    return this.add(command, base_revision);
  }

  letGo(entry) {
    this.drop([entry]);
  }

  // Words were taken out of these elements: whatever names them is forgotten.
  forget(ids) {
    const named = (one) => ids.some((id) => JSON.stringify([one.command, one.clash]).includes(`"${id}"`));
    this.drop(this.entries.filter(named));
  }

  drop(gone) {
    this.entries = this.entries.filter((one) => !gone.includes(one));
    this.store();
  }

  store() {
    this.keep(this.entries.filter((one) => one.state !== "done").map(toBeKept));
    this.on.news();
  }
}

// What stood and stands on the map is not kept on the device, where words could not be taken out of it: after a reload it is asked for again.
function toBeKept(entry) {
  if (entry.state !== "clash") return entry;
  const { clash, ...asked } = entry;
  return { ...asked, state: "waits" };
}

function messageOf({ command_id, base_revision, command, client }) {
  return { type: "command", command_id, base_revision, command, client };
}
