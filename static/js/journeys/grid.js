// The map's page: takes the elements the page brings along, draws arrows, and wakes panel, search, keyboard and refresh.
import { Arrows } from "./arrows.js";
import { Cards } from "./cards.js";
import { wakeEdge } from "./edge.js";
import { elementsOf, viewOf } from "./elements.js";
import { wakeKeyboard } from "./keyboard.js";
import { Panel } from "./panel.js";
import { wakeRefresh } from "./refresh.js";
import { wakeSearch } from "./search.js";

const SHEET = { width: 1500, height: 760 }; // what of an A3 sheet is left for the map, in CSS px
const WIDTHS = [1500, 1750, 2050, 2400, 2800, 3300]; // of the map before it is made smaller: the wider, the lower

const root = document.getElementById("map");
const snapshot = JSON.parse(document.getElementById("map-snapshot").textContent);
const { words, measured, derived } = JSON.parse(document.getElementById("map-data").textContent);
const paper = document.getElementById("paper");

const page = { root, words, measured, derived, revision: snapshot.revision, elements: elementsOf(snapshot) };
page.view = viewOf(page.elements);

const arrows = new Arrows({ paper, svg: document.getElementById("wires"), words, measured });
const cards = new Cards(page, document.getElementById("grid"));
for (const card of cards.all()) cards.wake(card);
const panel = new Panel(page, document.getElementById("panel"), { opened: (step) => arrows.light(step), closed: () => arrows.light(null) });
const keyboard = wakeKeyboard(page, document.getElementById("lanes"));
const search = wakeSearch(page, document.getElementById("find"), document.getElementById("grid"), (found) => arrows.dim(found));

page.changed = (touched) => {
  page.view = viewOf(page.elements);
  cards.draw(touched);
  arrows.draw(page.view);
  keyboard.renew();
  search.again();
  panel.renew();
};

paper.addEventListener("click", (event) => {
  const card = event.target.closest(".step__card");
  if (!card || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  panel.open(card.parentElement.dataset.step);
});
root.addEventListener("click", (event) => {
  const link = event.target.closest("[data-goto]");
  if (!link) return;
  event.preventDefault();
  const card = cards.cardOf(link.dataset.goto);
  if (!card) return;
  card.scrollIntoView({ block: "center", inline: "center" });
  panel.open(link.dataset.goto);
});

function draw() {
  arrows.drawNow(page.view);
}

// On paper the map is as wide as the sheet, and its arrows are drawn for that: nothing is drawn again before it is over.
let printing = false;
// All of it: what does not fit into the width that was set stands out of it.
const wide = () => Math.max(paper.offsetWidth, paper.scrollWidth);
function fitToSheet() {
  printing = true;
  let zoom = 1;
  for (const width of WIDTHS) {
    paper.style.width = `${width}px`;
    zoom = SHEET.width / wide();
    if (paper.offsetHeight * zoom <= SHEET.height) break;
  }
  paper.style.setProperty("--paper-set", `${wide()}px`);
  paper.style.setProperty("--zoom-set", zoom);
  draw();
}
function backToScreen() {
  printing = false;
  paper.style.width = "";
  draw();
}
window.addEventListener("beforeprint", fitToSheet);
window.addEventListener("afterprint", backToScreen);

wakeEdge({ frame: document.getElementById("frame"), sheet: document.getElementById("sheet"), paper, line: document.getElementById("goes-on") });

await document.fonts.ready;
draw();
document.documentElement.dataset.drawn = Math.round(performance.now());
let width = paper.offsetWidth, height = paper.offsetHeight;
new ResizeObserver(() => {
  if (printing) return;
  if (paper.offsetWidth === width && paper.offsetHeight === height) return;
  [width, height] = [paper.offsetWidth, paper.offsetHeight];
  draw();
}).observe(paper);
wakeRefresh(page);
