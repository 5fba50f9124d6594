// Says, for as long as it is so, that the map goes on to the right of what is shown: a shadow on its edge and a line of words.

export function wakeEdge({ frame, sheet, paper, line }) {
  function look() {
    const more = sheet.scrollLeft + sheet.clientWidth < sheet.scrollWidth - 1;
    frame.classList.toggle("map__frame--more", more);
    line.hidden = sheet.scrollWidth <= sheet.clientWidth + 1;
    line.classList.toggle("map__on--end", !more); // it keeps its place, so that nothing jumps while one scrolls
  }

  sheet.addEventListener("scroll", look, { passive: true });
  const sizes = new ResizeObserver(look);
  sizes.observe(sheet);
  sizes.observe(paper);
}
