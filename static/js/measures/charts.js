// Draws the charts of a page with Plotly, where there is room for them; the drawings of the server stay where there is not, or no script.
const ROOM = 560; // pixels; a narrower screen keeps the narrow drawing, whose names fit

const room = (figure) => figure.getBoundingClientRect().width >= ROOM;

function draw(figure) {
  const { data, layout, config } = JSON.parse(document.getElementById(figure.dataset.chart).textContent);
  const drawings = [...figure.children];
  const title = figure.querySelector("title").textContent;
  const place = document.createElement("div");
  place.className = "chart__live";
  place.setAttribute("role", "img");
  place.setAttribute("aria-label", title);
  figure.append(place);
  window.Plotly.newPlot(place, data, layout, config).then(
    () => drawings.forEach((drawing) => { drawing.hidden = true; }),
    () => place.remove(),
  );
}

const seen = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (isIntersecting && room(target)) {
      seen.unobserve(target);
      draw(target);
    }
  }
}, { rootMargin: "400px" });

if (window.Plotly) {
  for (const figure of document.querySelectorAll("[data-chart]")) seen.observe(figure);
}
