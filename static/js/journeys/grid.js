// The map's page: takes the elements the page brings along, draws arrows, and wakes panel, search, keyboard and refresh.
import { Arrows } from "./arrows.js";
import { Cards } from "./cards.js";
import { wakeEdge } from "./edge.js";
import { wakeEditor } from "./editor.js";
import { differing, elementsOf, viewOf } from "./elements.js";
import { wakeFold } from "./fold.js";
import { wakeKeyboard } from "./keyboard.js";
import { wakeOverview } from "./overview.js";
import { Panel } from "./panel.js";
import { wakePresenting } from "./presenting.js";
import { wakeRefresh } from "./refresh.js";
import { wakeSearch } from "./search.js";
import { wakeViews } from "./views.js";
import { wakeZoom } from "./zoom.js";

const SHEET = { width: 1500, height: 760 }; // what of an A3 sheet is left for the map, in CSS px
const WIDTHS = [1500, 1750, 2050, 2400, 2800, 3300]; // of the map before it is made smaller: the wider, the lower

const root = document.getElementById("map");
const snapshot = JSON.parse(document.getElementById("map-snapshot").textContent);
const { words, measured, derived, blank } = JSON.parse(document.getElementById("map-data").textContent);
const paper = document.getElementById("paper");

// known: as the server has it; elements: with what was done here and is not answered yet.
const page = { root, paper, words, measured, derived, blank, revision: snapshot.revision, presenting: null, known: elementsOf(snapshot), sending: null, after: [] };
page.elements = page.known;
page.view = viewOf(page.elements);

const arrows = new Arrows({ paper, svg: document.getElementById("wires"), words, measured });
const cards = new Cards(page, document.getElementById("grid"));
for (const card of cards.all()) cards.wake(card);
const panel = new Panel(page, document.getElementById("panel"), { opened: (step) => arrows.light(step), closed: () => arrows.light(null) });
const keyboard = wakeKeyboard(page, document.getElementById("lanes"), document.getElementById("skip-to-map"));
const search = wakeSearch(page, document.getElementById("find"), document.getElementById("grid"), (found) => {
  arrows.dim(found);
  page.overview?.find(found);
});

wakeFold(root, document.getElementById("fold"));

page.changed = (touched, before) => {
  page.view = viewOf(page.elements);
  cards.draw(touched, before);
  arrows.draw(page.view);
  keyboard.renew();
  search.again();
  panel.renew();
  for (const one of page.after) one();
};
// A map without steps says so instead of figures; without lanes and columns there is nothing to draw either.
page.after.push(() => {
  const { steps, lanes, columns } = page.view;
  document.getElementById("nothing").hidden = steps.length > 0;
  for (const id of ["score", "look"]) document.getElementById(id).hidden = !steps.length;
  document.getElementById("frame").hidden = !lanes.length && !columns.length;
});
page.show = () => {
  const before = page.elements;
  page.elements = page.sending ? page.sending.over(page.known) : page.known;
  const touched = differing(before, page.elements);
  if (touched.length) page.changed(touched, before);
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
arrows.after.push((plan) => page.zoom.look(plan));

// On paper the map is as wide as the sheet, and its arrows are drawn for that: nothing is drawn again before it is over.
let printing = false;
// All of it: what does not fit into the width that was set stands out of it.
const wide = () => Math.max(paper.offsetWidth, paper.scrollWidth);
function fitToSheet() {
  printing = true;
  page.zoom.flat();
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
  page.zoom.back();
  draw();
}
window.addEventListener("beforeprint", fitToSheet);
window.addEventListener("afterprint", backToScreen);

const sheet = document.getElementById("sheet");
wakeEdge({ frame: document.getElementById("frame"), sheet, paper, line: document.getElementById("goes-on") });

await document.fonts.ready;
wakeZoom(page, { sheet, paper, bar: document.getElementById("seeing") });
page.zoom.after.push(() => arrows.draw(page.view));
wakePresenting(page, { sheet, part: document.getElementById("show"), cards, panel, arrows });
page.overview = wakeOverview(page, { sheet, paper, part: document.getElementById("overview"), cards, arrows });
draw();
wakeViews(page, { form: document.getElementById("find"), sheet, dialog: document.getElementById("views"), cards, search, opener: root.querySelector("[data-opens=views]") });
document.documentElement.dataset.drawn = Math.round(performance.now());
let width = paper.offsetWidth, height = paper.offsetHeight;
new ResizeObserver(() => {
  if (printing) return;
  if (paper.offsetWidth === width && paper.offsetHeight === height) return;
  [width, height] = [paper.offsetWidth, paper.offsetHeight];
  if (!arrows.waiting) draw();
}).observe(paper);
if (root.dataset.mayEdit === "yes") await wakeEditor(page, { cards, panel, arrows });
page.live = wakeRefresh(page);
page.sending?.waiting.on.news();
page.show();
