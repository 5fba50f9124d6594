// What one did in this window, to be taken back and done again: ids of commands, newest last. No DOM access.

export class OwnHistory {
  constructor({ done = [], undone = [] } = {}) {
    Object.assign(this, { done, undone });
  }

  clear() {
    this.done = [];
    this.undone = [];
  }

  // Words were taken out of these elements: what names them cannot be taken back by key any more, nor what was done together with that.
  forgetElements(ids) {
    const names = (one) => ids.some((id) => JSON.stringify(one).includes(`"${id}"`));
    const all = [...this.done, ...this.undone].filter(names), groups = all.map((one) => one.group).filter(Boolean);
    for (const name of ["done", "undone"]) this[name] = this[name].filter((one) => !all.includes(one) && !groups.includes(one.group));
  }

  // Something new was done: what had been taken back is over.
  did(one) {
    this.done.push(one);
    this.undone = [];
  }

  // The one to take back now, or undefined.
  back() {
    const one = this.done.pop();
    if (one) this.undone.push(one);
    return one;
  }

  // The one to do again now, or undefined.
  forth() {
    const one = this.undone.pop();
    if (one) this.done.push(one);
    return one;
  }

  // It was refused, so there is nothing of it to take back.
  forget(command_id) {
    for (const name of ["done", "undone"]) this[name] = this[name].filter((one) => one.command_id !== command_id);
  }
}
