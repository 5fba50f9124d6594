// What somebody typed into a form of the server's, beside what the server had put there. No storage.

const NOT_TYPED = /^(csrfmiddlewaretoken|command_id|base_revision|initial-.*)$/;

// {name: [values]} of what a person may have typed or chosen.
export function valuesIn(form) {
  const found = {};
  for (const [name, value] of new FormData(form)) if (!NOT_TYPED.test(name)) (found[name] ??= []).push(value);
  return found;
}

// Those that differ from what the server had put there; what was emptied has no values.
export function changedFrom(fresh, now) {
  const names = new Set([...Object.keys(fresh), ...Object.keys(now)]);
  const differ = [...names].filter((name) => JSON.stringify(fresh[name] ?? []) !== JSON.stringify(now[name] ?? []));
  return Object.fromEntries(differ.map((name) => [name, now[name] ?? []]));
}

// Fills a form with what was typed into one like it, at the revision one had looked at then: what others did since is a choice.
export function fillForm(form, { changed, base_revision }) {
  for (const input of form.elements) {
    const values = changed[input.name];
    if (!values || input.type === "submit" || input.type === "file") continue;
    if (input.type === "checkbox" || input.type === "radio") input.checked = values.includes(input.value);
    else if (input.type === "select-multiple") for (const option of input.options) option.selected = values.includes(option.value);
    else input.value = values[0] ?? "";
  }
  if (form.elements.base_revision) form.elements.base_revision.value = base_revision;
}

// In words of their own, to be read where the form is not.
export function wordsIn(form, changed) {
  const written = [...form.querySelectorAll("textarea, input[type=text]")].filter((one) => one.name in changed);
  return written.map((one) => one.value.trim()).filter(Boolean).join("; ");
}
