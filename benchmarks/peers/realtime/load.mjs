// People who edit one document at once, and what each of them sees of the others. One JSON object in (stdin), one out (stdout).
//
// in: {how: "care-journeys" | "y-websocket" | "hocuspocus", urls: [one a server], people, rate (edits a second, of all; 0: each sends the
// next as soon as its last is seen), seconds, warm (seconds before it counts), cookies: [one a person], origins: [one a server], steps: [id: whose step each
// person renames]}
//     killed: whether the server is killed meanwhile
// out: {sent, seen (by others), expected, accepted, refused, p50, p95, p99, most (ms), seconds, acknowledged: [command ids, if killed]}
//
// Nobody keeps a document: an edit is known by the mark in its words, wherever that comes by. So the same little is done for all.
import { readFileSync } from "node:fs"
import { randomBytes } from "node:crypto"
import WebSocket from "ws"
import * as Y from "yjs"
import * as encoding from "lib0/encoding"

const asked = JSON.parse(readFileSync(0, "utf8"))
const DOCUMENT = "map"
const MARK = /~(\d+)~/g
const sentAt = [], sender = []
const waits = [], acknowledged = []
let counting = false, sent = 0, seen = 0, refused = 0, accepted = 0

const id = () => {
  const hex = Date.now().toString(16).padStart(12, "0") + randomBytes(10).toString("hex")
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

class Person {
  constructor(number) {
    this.number = number
    this.newest = 0 // revision
    this.last = new Map() // the newest edit seen of each other person
    const url = asked.urls[number % asked.urls.length]
    const headers = asked.cookies ? { Cookie: asked.cookies[number] } : {}
    this.socket = new WebSocket(url, { headers, origin: asked.origins?.[number % asked.urls.length], perMessageDeflate: false })
    this.ready = new Promise((ready, broken) => { this.isReady = ready; this.socket.on("error", broken) })
    this.gone = new Promise(gone => this.socket.on("close", gone))
    this.socket.on("close", code => { if (!over && !asked.killed) { console.error(`closed: ${code}`); process.exit(1) } })
    this.socket.on("message", data => this.hear(data))
  }

  edit() {
    const number = sentAt.push(performance.now()) - 1
    sender.push(this.number)
    if (counting) sent += 1
    this.waitsFor = number
    this.socket.send(this.message(`Ring the surgery ~${number}~`))
  }

  hear(data) {
    const at = performance.now(), text = data.toString("latin1")
    this.read(text)
    for (const [, mark] of text.matchAll(MARK)) {
      const number = Number(mark)
      if (sender[number] === this.number) {
        if (number === this.waitsFor) this.answered()
      } else if (number > (this.last.get(sender[number]) ?? -1)) { // words may hold it twice
        this.last.set(sender[number], number)
        if (number >= first) { seen += 1; waits.push(at - sentAt[number]) }
      }
    }
  }

  answered() {
    if (asked.killed) acknowledged.push(this.command)
    if (this.waitsFor >= first) accepted += 1
    this.waitsFor = null
    if (!over && asked.rate === 0) this.edit()
  }

  read() {}
}

class Ours extends Person {
  message(title) {
    const command = { kind: "step.rename", step: asked.steps[this.number], title }
    this.command = id()
    return JSON.stringify({ type: "command", command_id: this.command, base_revision: this.newest, command })
  }

  read(text) {
    for (const [, revision] of text.matchAll(/"revision":(\d+)/g)) this.newest = Math.max(this.newest, Number(revision))
    if (text.includes('"welcome"')) this.isReady()
    if (text.includes('"refused"') || text.includes('"clash"') || text.includes('"resync"')) {
      refused += 1
      if (refused < 4) console.error(text.slice(0, 300))
      if (asked.rate === 0 && !over) this.edit()
    }
  }
}

class OfYjs extends Person {
  constructor(number) {
    super(number)
    this.doc = new Y.Doc()
    this.cards = this.doc.getMap("titles")
    this.doc.on("update", update => { this.update = update })
    this.socket.on("open", () => this.open())
  }

  message(title) {
    this.cards.set(`step ${this.number}`, title)
    return this.framed(encoder => {
      encoding.writeVarUint(encoder, 0) // sync
      encoding.writeVarUint(encoder, 2) // update
      encoding.writeVarUint8Array(encoder, this.update)
    })
  }

  framed(write) {
    const encoder = encoding.createEncoder()
    this.head(encoder)
    write(encoder)
    return encoding.toUint8Array(encoder)
  }

  head() {}
  open() { this.isReady() }
}

class OfHocuspocus extends OfYjs {
  head(encoder) { encoding.writeVarString(encoder, DOCUMENT) }

  open() {
    this.socket.send(this.framed(encoder => {
      encoding.writeVarUint(encoder, 2) // auth
      encoding.writeVarUint(encoder, 0) // token
      encoding.writeVarString(encoder, "none")
    }))
  }

  read(text) {
    if (text.includes("read-write")) this.isReady()
    if (asked.rate === 0 && text.charCodeAt(1 + DOCUMENT.length) === 8) this.answered() // sync status: it was taken
  }
}

// Neither sends an edit back to whoever made it: it is done when another has seen it.
class OfYWebsocket extends OfYjs {}

const kinds = { "care-journeys": Ours, "y-websocket": OfYWebsocket, hocuspocus: OfHocuspocus }
let over = false, first = Infinity
const wait = seconds => new Promise(done => setTimeout(done, seconds * 1000))

const people = Array.from({ length: asked.people }, (_, number) => new kinds[asked.how](number))
await Promise.all(people.map(one => one.ready))
await wait(1)

if (asked.how === "y-websocket" && asked.rate === 0) {
  const next = people.map((_, number) => people[(number + 1) % people.length])
  people.forEach((one, number) => {
    const hear = next[number].hear.bind(next[number])
    next[number].hear = data => {
      hear(data)
      for (const [, mark] of data.toString("latin1").matchAll(MARK)) if (Number(mark) === one.waitsFor) one.answered()
    }
  })
}

let turn = 0
const start = performance.now()
if (asked.rate === 0) people.forEach(one => one.edit())
const tick = setInterval(() => {
  const due = Math.floor(((performance.now() - start) / 1000) * asked.rate)
  while (turn < due) people[turn++ % people.length].edit()
}, 2)
await wait(asked.warm)
first = sentAt.length
counting = true
const began = performance.now()
if (asked.killed) await Promise.all(people.map(one => one.gone))
else await wait(asked.seconds)
clearInterval(tick)
const last = sentAt.length, seconds = (performance.now() - began) / 1000
const taken = accepted
over = true
counting = false
await wait(asked.rate === 0 ? 0.5 : 3)

waits.sort((a, b) => a - b)
const at = q => waits.length ? waits[Math.min(waits.length - 1, Math.floor(waits.length * q))] : null
const told = JSON.stringify({
  sent: last - first, seen, expected: (last - first) * (asked.people - 1), accepted: taken, refused,
  p50: at(0.5), p95: at(0.95), p99: at(0.99), most: waits.at(-1) ?? null, seconds, acknowledged,
})
process.stdout.write(told, () => process.exit(0)) // a pipe takes it in parts
