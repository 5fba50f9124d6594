// Opens the <dialog> that a control names in data-opens; focus goes back to the control when it closes.
export function wakeDialogs(root) {
  root.addEventListener("click", (event) => {
    const control = event.target instanceof Element ? event.target.closest("[data-opens]") : null;
    const dialog = control && document.getElementById(control.dataset.opens);
    if (!(dialog instanceof HTMLDialogElement)) return;
    event.preventDefault();
    dialog.addEventListener("close", () => control.focus(), { once: true });
    dialog.showModal();
  });
}
