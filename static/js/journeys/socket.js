// A map's socket: opened again when it breaks, after longer and longer pauses; changes handed on dense and in order. No DOM access.
// A line that is cut without a word (a laptop that slept, another Wi-Fi) stays open for a browser for minutes: so whoever hears nothing asks.

const QUIET = 15000; // ms without a word until the server is asked whether it is there: less than a router or a phone keeps an idle line
const SOON = 2000; // ms an answer may take until it is said that none came
const GIVE_UP = 6000; // ms more until the line counts as cut: the server refuses a change that it cannot store within three seconds
const OPENING = 10000; // ms from opening to the welcome
const FIRST = 500, LONGEST = 30000, CROWDED = 4429;
const OVER = [4401, 4403]; // signed out, or not for this person any more: asking again is of no use

// revision(): the newest the page has; on.changes(list): the next ones; on.afresh(): some are not told one by one; on.forget(): words were
// taken out; on.answer(message): what became of a command; on.people(list); on.summons(message); on.refused(reason): of what is no command; on.live(you); on.silent(): an answer is overdue; on.heard(): there it is;
// on.broken(): it is being opened again; on.over(): it will not be.
export class MapSocket {
  constructor(address, revision, on, Socket = WebSocket) {
    Object.assign(this, { address, revision, on, Socket, pause: FIRST, asked: -1, heard: 0, holds: null, over: false, waiting: null, due: false, silent: false });
    this.open();
  }

  open() {
    clearTimeout(this.waiting);
    this.waiting = null;
    this.socket = new this.Socket(this.address);
    this.socket.onmessage = ({ data }) => {
      const frame = JSON.parse(data);
      this.hear();
      this.read(Array.isArray(frame) ? frame : [frame]);
    };
    this.socket.onclose = ({ code }) => this.closed(code);
    this.wait(OPENING, () => this.lost());
  }

  closed(code) {
    clearTimeout(this.clock);
    [this.asked, this.due, this.silent] = [-1, false, false];
    if (this.over) return;
    if (OVER.includes(code)) {
      this.over = true;
      return this.on.over();
    }
    this.on.broken();
    const pause = code === CROWDED ? LONGEST : this.pause * (0.5 + Math.random() / 2); // not all at the same moment
    this.pause = Math.min(LONGEST, this.pause * 2);
    this.waiting = setTimeout(() => this.open(), pause);
  }

  wait(ms, then) {
    clearTimeout(this.clock);
    this.clock = setTimeout(then, ms);
  }

  // Whatever comes says that the line holds.
  hear() {
    const { silent } = this;
    [this.due, this.silent] = [false, false];
    this.wait(QUIET, () => this.ask());
    if (silent) this.on.heard?.();
  }

  ask() {
    this.say({ type: "ping" });
  }

  doubt() {
    this.silent = true;
    this.ask(); // what was said before may take its time; this is answered at once
    this.wait(GIVE_UP, () => this.lost());
    this.on.silent?.();
  }

  // Nobody waits for the browser to find it out. What the old one still says is not heard any more: it is told again.
  lost() {
    this.socket.onmessage = this.socket.onclose = null;
    this.socket.close();
    this.closed(null);
  }

  // At once, if it is broken: the network is back or another one, or somebody looks at the page again. If it seems not to be, it is asked.
  hurry() {
    if (this.over) return;
    if (this.waiting) this.open();
    else this.ask();
  }

  end() {
    this.over = true;
    clearTimeout(this.waiting);
    clearTimeout(this.clock);
    this.socket.close();
  }

  hold(id) {
    if (id === this.holds) return;
    this.holds = id;
    this.say({ type: "presence", holds: id });
  }

  // Whether it went out.
  say(message) {
    const open = this.socket.readyState === this.Socket.OPEN;
    if (open) this.socket.send(JSON.stringify(message));
    if (open && !this.due && message.type !== "presence") {
      this.due = true;
      this.wait(SOON, () => this.doubt());
    }
    return open;
  }

  // Changes that come together are handed on together.
  read(messages) {
    let changes = [];
    for (const message of messages) {
      if (message.command_id) this.on.answer?.(message);
      if (message.type === "changed") changes.push(message);
      else {
        if (changes.length) this.next(changes);
        changes = [];
        this.take(message);
      }
    }
    if (changes.length) this.next(changes);
  }

  take(message) {
    switch (message.type) {
      case "welcome":
        this.pause = FIRST;
        this.on.live(message.you);
        if (this.holds) this.say({ type: "presence", holds: this.holds });
        if (message.revision > this.revision()) this.catchUp();
        break;
      case "catch_up":
        this.asked = -1;
        this.next(message.changes);
        this.askOn(message.more);
        break;
      case "presence":
        this.on.people(message.people);
        break;
      case "summons":
        this.on.summons?.(message);
        break;
      case "refused":
        if (!message.command_id) this.on.refused?.(message.reason);
        break;
      case "resync":
        this.asked = -1;
        this.on.afresh();
        break;
      case "purge":
        this.on.forget(message.elements);
    }
  }

  next(changes) {
    const mine = this.revision(), newer = changes.filter((one) => one.revision > mine).sort((a, b) => a.revision - b.revision);
    let dense = 0;
    while (dense < newer.length && newer[dense].revision === mine + 1 + dense) dense += 1;
    if (dense) this.on.changes(newer.slice(0, dense));
    if (dense < newer.length) {
      this.heard = newer.at(-1).revision;
      this.catchUp();
    }
  }

  // What was told while the answer was on its way came too early to be laid: it is asked for again.
  askOn(more) {
    const missing = this.heard > this.revision();
    this.heard = 0;
    if (more || missing) this.catchUp();
  }

  catchUp() {
    const after = this.revision();
    if (this.asked === after) return;
    this.asked = after;
    this.say({ type: "catch_up", after });
  }
}
