// A form sent twice by a double click is sent once: the second submit within two seconds is stopped.
const PAUSE = 2000;

export function wakeSubmitOnce(root) {
  const sent = new WeakMap();
  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    const now = performance.now();
    if (now - (sent.get(form) ?? -PAUSE) < PAUSE) event.preventDefault();
    else sent.set(form, now);
  });
}
