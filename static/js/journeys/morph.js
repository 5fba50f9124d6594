// Makes a part of the page like another that the server drew anew, and touches only what differs: focus and what was typed stay.

const OF_SCRIPTS = /^(open|data-overflows|data-.*-init)$/; // what the reader opened, and what other scripts set

// A part marked data-typed is the reader's own and is left alone.
export function morph(old, fresh) {
  if (old.isEqualNode(fresh) || (old.nodeType === Node.ELEMENT_NODE && old.hasAttribute("data-typed"))) return;
  if (old.nodeType !== Node.ELEMENT_NODE) {
    old.nodeValue = fresh.nodeValue;
    return;
  }
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name) && !OF_SCRIPTS.test(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  let at = old.firstChild;
  for (const wanted of [...fresh.childNodes]) {
    const match = matching(old, at, wanted);
    if (!match) old.insertBefore(document.importNode(wanted, true), at);
    else {
      if (match === at) at = at.nextSibling;
      else old.insertBefore(match, at);
      morph(match, wanted);
    }
  }
  while (at) {
    const next = at.nextSibling;
    at.remove();
    at = next;
  }
}

// What has an id is itself wherever it stands; what has none is what stands in its place.
function matching(old, at, wanted) {
  if (wanted.id) return [...old.children].find((one) => one.id === wanted.id && one.nodeName === wanted.nodeName) ?? null;
  return at && at.nodeName === wanted.nodeName && !at.id ? at : null;
}
