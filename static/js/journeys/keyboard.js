// One card at a time is reached by Tab, and by the link that skips to it; arrow keys go from card to card, Home and End to the ends of the lane.

export function wakeKeyboard(page, body, skip) {
  const cards = () => [...body.querySelectorAll(".step__card")];

  function renew() {
    const all = cards();
    if (!all.some((card) => card.tabIndex === 0) && all.length) (cardOf(page.view.map.start) ?? all[0]).tabIndex = 0;
  }

  const cardOf = (step) => document.getElementById(`step-${step}`)?.querySelector(".step__card");

  function choose(card) {
    for (const other of cards()) other.tabIndex = other === card ? 0 : -1;
  }

  body.addEventListener("focusin", (event) => {
    if (event.target.matches(".step__card")) choose(event.target);
  });

  body.addEventListener("keydown", (event) => {
    const card = event.target.closest(".step__card");
    if (!card || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === " ") {
      event.preventDefault();
      card.click();
      return;
    }
    const next = nextFrom(card, event.key);
    if (next === undefined) return;
    event.preventDefault();
    next?.focus();
    next?.scrollIntoView({ block: "nearest", inline: "nearest" });
  });

  // undefined: the key means nothing here; null: there is no card that way.
  function nextFrom(card, key) {
    const lane = card.closest("tr"), inLane = [...lane.querySelectorAll(".step__card")];
    switch (key) {
      case "ArrowRight": return inLane[inLane.indexOf(card) + 1] ?? null;
      case "ArrowLeft": return inLane[inLane.indexOf(card) - 1] ?? null;
      case "Home": return inLane[0];
      case "End": return inLane.at(-1);
      case "ArrowDown": return inCell(card, 1) ?? nearest(card, lane, "nextElementSibling");
      case "ArrowUp": return inCell(card, -1) ?? nearest(card, lane, "previousElementSibling");
      default: return undefined;
    }
  }

  function inCell(card, by) {
    const sibling = by > 0 ? card.parentElement.nextElementSibling : card.parentElement.previousElementSibling;
    return sibling?.querySelector(".step__card");
  }

  // The card whose column is closest, in the next lane that has any.
  function nearest(card, lane, way) {
    const column = card.closest("td").cellIndex;
    for (let row = lane[way]; row; row = row[way]) {
      const found = [...row.querySelectorAll(".step__card")];
      if (found.length) return found.reduce((best, one) => (Math.abs(one.closest("td").cellIndex - column) < Math.abs(best.closest("td").cellIndex - column) ? one : best));
    }
    return null;
  }

  // To the card that had the focus last, else the first one; on a map without any to the map itself, which leads there without scripts too.
  skip.addEventListener("click", (event) => {
    const card = cards().find((one) => one.tabIndex === 0);
    if (!card) return;
    event.preventDefault();
    card.focus({ preventScroll: true });
    card.scrollIntoView({ block: "center", inline: "nearest" });
  });

  renew();
  return { renew };
}
