// Finds cards by words, lane, gaps and problems: dims the others and says how many were found.
import { fill } from "./words.js";

export function wakeSearch(page, form, table, dim) {
  const status = form.querySelector("#found");

  function wanted() {
    const asked = new FormData(form);
    const text = asked.get("words").trim().toLocaleLowerCase(), lane = asked.get("lane");
    const gaps = asked.has("gaps"), problems = asked.has("problems");
    if (!text && !lane && !gaps && !problems) return null;
    const found = new Set();
    for (const step of page.view.steps) {
      if (lane && step.lane !== lane) continue;
      if (gaps && !page.derived.gaps[step.id]) continue;
      if (problems && !page.view.problems.has(step.id)) continue;
      if (text && !texts(step).some((one) => one.toLocaleLowerCase().includes(text))) continue;
      found.add(step.id);
    }
    return found;
  }

  const texts = (step) => [step.title, step.note, step.process_owner, step.clinically_responsible, step.location,
    ...(page.view.problems.get(step.id) ?? []).map((one) => one.text), ...(page.view.ideas.get(step.id) ?? []).map((one) => one.text)];

  function again() {
    const found = wanted();
    table.classList.toggle("grid--searched", found !== null);
    for (const item of table.querySelectorAll(".step")) item.classList.toggle("step--found", Boolean(found?.has(item.dataset.step)));
    dim(found);
    const words = found ? fill(page.words.found, { found: found.size, n: page.view.steps.length }) : "";
    if (status.textContent !== words) status.textContent = words;
    return found;
  }

  form.addEventListener("input", again);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const [first] = again() ?? [];
    const card = first && document.getElementById(`step-${first}`)?.querySelector(".step__card");
    card?.focus();
    card?.scrollIntoView({ block: "nearest", inline: "center" });
  });
  again();
  return { again };
}
