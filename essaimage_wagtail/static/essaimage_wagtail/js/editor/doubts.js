/** What the saved draft has that looks wrong stands beside its field, and is counted on its tab. */

import { find, form, tabOf } from "./places.js";

const shown = new Map();
const script = document.querySelector("script[data-essaimage-to-check]");

/** `doubts`: `[{text, anchor}]`, all of them; what is shown and not among them goes. */
export function showDoubts(doubts) {
  const wanted = new Map(doubts.map((doubt) => [`${doubt.anchor} ${doubt.text}`, doubt]));
  for (const [key, note] of shown) {
    if (!wanted.has(key) || !note.isConnected) {
      note.remove();
      shown.delete(key);
    }
  }
  for (const [key, doubt] of wanted) {
    if (!shown.has(key)) {
      show(key, doubt);
    }
  }
  count();
}

function forget(key) {
  shown.get(key)?.remove();
  shown.delete(key);
  count();
}

function show(key, { text, anchor }) {
  const field = find(anchor) ?? form;
  const note = document.createElement("p");
  note.className = "help-block help-warning es-doubt";
  note.innerHTML = '<svg class="icon icon-warning icon" aria-hidden="true"><use href="#icon-warning"></use></svg>';
  note.append(text);
  place(note, field);
  shown.set(key, note);
  // A value that is typed anew is no longer the one that is doubted; what is saved of it may be.
  for (const type of ["input", "change"]) {
    field.addEventListener(type, () => forget(key), { once: true });
  }
}

/**
 * Below a field, so that nothing moves under the hands of who types in it, or below the row of a table that it is in, where
 * it may be folded away; else under a section's title, or on top.
 */
function place(note, field) {
  const own = (selector) =>
    [...field.querySelectorAll(selector)].find((part) => part.closest("[data-contentpath]") === field);
  const input = own(".w-field__input");
  const title = own(".w-panel__header");
  const row = field.closest(".es-row");
  if (row) {
    row.append(note);
    describe(field.querySelector("input, select, textarea, [contenteditable=true]"), note);
  } else if (title) {
    title.after(note);
  } else if (input) {
    input.after(note);
    describe(input.querySelector("input, select, textarea, [contenteditable=true]"), note);
  } else {
    field.prepend(note);
  }
}

let notes = 0;

/** Screen readers read the note with its field. */
function describe(control, note) {
  if (control) {
    notes += 1;
    note.id = `es-doubt-${notes}`;
    control.setAttribute("aria-describedby", `${control.getAttribute("aria-describedby") ?? ""} ${note.id}`.trim());
  }
}

function count() {
  for (const old of document.querySelectorAll(".es-doubts-count")) {
    old.remove();
  }
  const perTab = new Map();
  for (const note of shown.values()) {
    const tab = tabOf(note);
    if (tab) {
      perTab.set(tab, (perTab.get(tab) ?? 0) + 1);
    }
  }
  for (const [tab, number] of perTab) {
    const mark = document.createElement("span");
    mark.className = "es-doubts-count";
    mark.textContent = number;
    const words = document.createElement("span");
    words.className = "w-sr-only";
    words.textContent = ` ${script?.dataset.essaimageToCheck ?? ""}`;
    mark.append(words);
    tab.append(mark);
  }
}
