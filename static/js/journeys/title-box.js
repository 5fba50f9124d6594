// A box over the map in which one line is written: the words of a card, or of a new one. It stays whatever others change around it.
import { h } from "./build.js";
import { fill } from "./words.js";

const EDGE = 4; // px between the box and the map's own edge

// place(): the rectangle to lie over, in CSS px of the page, or null; save(text): what to do with it; left(): it was not saved; closed(saved): the focus goes where it belongs.
export class TitleBox {
  constructor(page) {
    this.page = page;
    page.after.push(() => this.lie());
    page.zoom.after.push(() => this.lie());
    new ResizeObserver(() => this.lie()).observe(page.paper);
    window.addEventListener("pagehide", () => this.close(true)); // it is kept, and sent when the map is open again
  }

  open({ label, text, place, save, left = null, closed }) {
    this.close(true);
    const { words } = this.page;
    const field = h("textarea", { class: "title-box__field", "aria-label": label, rows: 2, maxlength: 200 });
    field.value = text;
    const wrong = h("p", { class: "title-box__wrong", id: "title-box-wrong", role: "alert" });
    const form = h("form", { class: "title-box", novalidate: true }, wrong, field, h("span", { class: "title-box__do" },
      h("button", { class: "button button--small", type: "submit" }, words.save), h("button", { class: "button button--quiet button--small", type: "button" }, words.cancel)));
    Object.assign(this, { form, place, save, left, closed, before: text, field, wrong });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    field.addEventListener("input", () => this.words && this.tell(""));
    form.querySelector("[type=button]").addEventListener("click", () => this.close(false));
    form.addEventListener("focusout", (event) => {
      if (!form.contains(event.relatedTarget) && document.hasFocus()) this.close(true);
    });
    form.addEventListener("keydown", (event) => this.key(event));
    this.page.paper.append(form);
    this.lie();
    field.focus();
    field.select();
  }

  key(event) {
    event.stopPropagation(); // to the map, Escape and arrows mean something else
    if (event.isComposing) return;
    const saving = event.key === "Enter" && event.target === this.field; // on a button it presses that
    if (saving) event.preventDefault();
    if (saving) this.submit();
    else if (event.key === "Escape") this.close(false);
  }

  get words() {
    return this.field.value.replace(/\s+/g, " ").trim();
  }

  // Asked for in so many words: without any it stays open and says so.
  submit() {
    if (this.words) return this.close(true);
    this.tell(this.page.words.needs_words);
    this.field.focus();
  }

  tell(text) {
    this.wrong.textContent = text;
    if (text) {
      this.field.setAttribute("aria-invalid", "true");
      this.field.setAttribute("aria-describedby", this.wrong.id);
    } else for (const name of ["aria-invalid", "aria-describedby"]) this.field.removeAttribute(name);
    this.lie();
  }

  lie() {
    const at = this.form && this.place();
    if (!at) return;
    const { paper } = this.page, origin = paper.getBoundingClientRect(), set = (name, value) => this.form.style.setProperty(name, `${value}px`);
    set("width", Math.max(at.width, 140));
    // All of it lies on the map, which would cut off what stands out: its buttons in the last lane, its end in the last column.
    // The box keeps its size at every zoom: its px are those of the window, and so is all that is measured here.
    const within = (at, room) => Math.max(0, Math.min(at, room - EDGE));
    set("left", within(at.left - origin.left, origin.width - this.form.offsetWidth));
    set("top", within(at.top - origin.top, origin.height - this.form.offsetHeight));
  }

  // Leaving the box keeps what was written; only Escape and Cancel do not.
  close(saving) {
    const { form, before, save, left, closed } = this;
    if (!form) return;
    this.form = null;
    const inside = form.contains(document.activeElement), text = this.words;
    form.remove();
    const saved = saving && text && text !== before;
    if (saved) save(text);
    else {
      left?.();
      if (saving && before && !text) this.page.edit.say(fill(this.page.words.keeps_words, { title: before }));
    }
    if (inside) closed(saved);
  }
}
