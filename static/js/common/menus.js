// Menus and definitions made of <details>: one open at a time; Escape or a click elsewhere closes it.
const FLOATING = "details[data-menu], details.definition";

export function wakeMenus(root) {
  root.addEventListener("click", (event) => {
    for (const open of root.querySelectorAll(FLOATING)) {
      if (open.open && !open.contains(event.target)) open.open = false;
    }
  });
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !(event.target instanceof Element)) return;
    const open = event.target.closest(FLOATING);
    if (!open?.open) return;
    open.open = false;
    open.querySelector("summary").focus();
    event.stopPropagation();
  });
}
