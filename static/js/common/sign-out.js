// Whoever signs out leaves nothing on the device: changes of a map that wait to be sent (static/js/journeys/keeping.js) are forgotten, once asked.
const KEPT = "waiting/", SIGNED_OUT = "signed-out";

export function wakeSignOut(root) {
  root.addEventListener("submit", (event) => {
    const question = event.target.dataset.signsOut;
    if (question === undefined) return;
    const kept = Object.keys(localStorage).filter((name) => name.startsWith(KEPT));
    if (kept.length && !confirm(question)) return event.preventDefault();
    for (const name of kept) localStorage.removeItem(name);
    localStorage.setItem(SIGNED_OUT, "now"); // every window hears it, and keeps nothing more
    localStorage.removeItem(SIGNED_OUT);
    window.dispatchEvent(new StorageEvent("storage", { key: SIGNED_OUT, newValue: "now" })); // but this one only so
  });
}
