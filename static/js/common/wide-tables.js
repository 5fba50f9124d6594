// A table that is wider than its place says so above it, for as long as it is.
export function wakeWideTables(root) {
  const watch = new ResizeObserver((entries) => {
    for (const region of new Set(entries.map((entry) => entry.target.closest(".table-region")))) {
      region.parentElement.toggleAttribute("data-overflows", region.scrollWidth > region.clientWidth);
    }
  });
  for (const region of root.querySelectorAll(".table-scroll > .table-region")) {
    watch.observe(region);
    for (const table of region.children) watch.observe(table);
  }
}
