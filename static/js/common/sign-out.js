// Whoever signs out leaves nothing on the device: changes and forms of a map that wait to be sent (static/js/journeys/keeping.js, drafts.js) are
// forgotten, once asked, and so is what could be taken back by key in this window (kept-history.js), and in every other.
const KEPT = "waiting/", DONE = "done-here/", SIGNED_OUT = "signed-out";

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
  window.addEventListener("storage", ({ key, newValue }) => {
    if (key !== SIGNED_OUT || !newValue) return;
    for (const name of Object.keys(sessionStorage)) if (name.startsWith(DONE)) sessionStorage.removeItem(name);
  });
}
