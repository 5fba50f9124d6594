// On a small screen what is seldom wanted above the map is folded away, so that the first cards are seen; a button brings it back.

export function wakeFold(root, button) {
  button.addEventListener("click", () => button.setAttribute("aria-expanded", String(root.classList.toggle("map--unfolded"))));
}
