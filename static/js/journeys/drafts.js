// Keeps on this device what was typed into the server's forms of a map: drafts by the form's address, forms that wait to be sent by their
// command's id. By map and person, for every window; static/js/common/sign-out.js forgets all of it, and says so.
const PREFIX = "waiting/forms", SIGNED_OUT = "signed-out", NEVER_KEPT = "csrfmiddlewaretoken";

export class Drafts {
  // on(): another window changed what waits.
  constructor({ map, person, on }) {
    Object.assign(this, { prefix: `${PREFIX}/${person}/${map}/`, over: false });
    window.addEventListener("storage", ({ key, newValue }) => {
      if (key === SIGNED_OUT && newValue) this.over = true;
      if (key?.startsWith(`${this.prefix}sent/`)) on();
    });
  }

  draft(address) {
    return this.read(this.typedAt(address));
  }

  // Whether it is kept: a browser may have no room or may not be allowed to, and files are not kept.
  keepDraft(address, draft) {
    return this.keep(this.typedAt(address), draft);
  }

  dropDraft(address) {
    localStorage.removeItem(this.typedAt(address));
  }

  // Forms that were sent and did not arrive, in the order in which they were sent.
  get waiting() {
    return this.names(`${this.prefix}sent/`).map((name) => this.read(name)).filter(Boolean).sort((a, b) => (a.command_id < b.command_id ? -1 : 1));
  }

  keepWaiting(entry) {
    return this.keep(`${this.prefix}sent/${entry.command_id}`, entry);
  }

  dropWaiting(command_id) {
    localStorage.removeItem(`${this.prefix}sent/${command_id}`);
  }

  // Words were taken out of these elements: whatever names them is forgotten.
  forget(ids) {
    for (const name of this.names(this.prefix)) if (ids.some((id) => name.includes(id) || localStorage.getItem(name).includes(id))) localStorage.removeItem(name);
  }

  typedAt(address) {
    return `${this.prefix}typed/${address.pathname}${address.search}`;
  }

  names(prefix) {
    return Object.keys(localStorage).filter((name) => name.startsWith(prefix));
  }

  read(name) {
    return JSON.parse(localStorage.getItem(name) ?? "null");
  }

  keep(name, value) {
    if (this.over || value.fields.some(([, one]) => typeof one !== "string")) return false;
    try {
      localStorage.setItem(name, JSON.stringify({ ...value, fields: value.fields.filter(([field]) => field !== NEVER_KEPT) }));
      return true;
    } catch {
      return false;
    }
  }
}

// Fills a form with what was typed into one like it: the revision one had looked at then too, so that what others did since is a choice.
export function fillForm(form, fields) {
  const typed = grouped(fields);
  for (const input of form.elements) {
    if (!input.name || input.name === NEVER_KEPT || input.type === "submit" || input.type === "file") continue;
    const values = (typed.get(input.name) ?? []).map(([, value]) => value);
    if (input.type === "checkbox" || input.type === "radio") input.checked = values.includes(input.value);
    else if (input.type === "select-multiple") for (const option of input.options) option.selected = values.includes(option.value);
    else if (values.length) input.value = values[0];
  }
}

function grouped(fields) {
  const found = new Map();
  for (const field of fields) found.set(field[0], [...(found.get(field[0]) ?? []), field]);
  return found;
}
