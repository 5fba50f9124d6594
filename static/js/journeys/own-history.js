// What one did in this window, to be taken back and done again: ids of commands, newest last. No DOM access.

export class OwnHistory {
  constructor() {
    Object.assign(this, { done: [], undone: [] });
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
