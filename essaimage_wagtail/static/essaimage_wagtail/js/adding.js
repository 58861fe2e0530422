/**
 * Choosers in which one adds what is missing: a button below the list opens the tab beside it, with what was looked for
 * as the name; names are offered where a row is typed by its name (admin/named.py); check boxes of terms get another.
 */
(() => {
  const PAUSE = 250; // milliseconds after the last letter

  // From the list to the form

  function toForm(button) {
    const modal = button.closest(".modal");
    const sought = modal.querySelector("[data-chooser-modal-search] [name=q]")?.value.trim();
    modal.querySelector("#tab-label-create").click();
    const name = modal.querySelector("[data-essaimage-sought]");
    if (sought && !name.value) name.value = sought;
    name.focus();
  }

  // Names that are offered

  const timers = new WeakMap();
  let lists = 0;

  function offer(field) {
    if (!field.list) {
      lists += 1;
      const list = Object.assign(document.createElement("datalist"), { id: `essaimage-offered-${lists}` });
      field.after(list);
      field.setAttribute("list", list.id);
    }
    clearTimeout(timers.get(field));
    timers.set(field, setTimeout(() => ask(field), PAUSE));
  }

  async function ask(field) {
    const typed = field.value;
    const url = `${field.dataset.essaimageOffered}?${new URLSearchParams({ q: typed })}`;
    const answer = await fetch(url).catch(() => null);
    if (!answer?.ok || field.value !== typed) return;
    const { names } = await answer.json();
    field.list.replaceChildren(...names.map((value) => Object.assign(document.createElement("option"), { value })));
  }

  // Terms

  const choosers = new WeakMap();

  function choose(box, button) {
    if (!choosers.has(box)) {
      choosers.set(box, window.telepath.unpack(JSON.parse(box.dataset.essaimageTerms)));
    }
    choosers.get(box).openModal((term) => {
      const input = boxOf(box, term) ?? append(box, button, term);
      input.checked = true;
      input.dispatchEvent(new Event("change", { bubbles: true }));
      input.focus();
    });
  }

  /** The box that is there: by its row, or by its words where the page holds the row of another language. */
  function boxOf(box, { id, string }) {
    const inputs = [...box.querySelectorAll("input[type=checkbox]")];
    const called = (input) => input.closest("label")?.textContent.trim() === string;
    return inputs.find((input) => input.value === String(id)) ?? inputs.find(called);
  }

  function append(box, button, { id, string }) {
    const input = Object.assign(document.createElement("input"), { type: "checkbox", name: box.dataset.name, value: id });
    const label = document.createElement("label");
    label.append(input, ` ${string}`);
    const row = document.createElement("div");
    row.append(label);
    const last = [...box.querySelectorAll("label")].at(-1)?.closest("div");
    if (last) last.after(row);
    else button.before(row);
    return input;
  }

  document.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (button?.matches("[data-essaimage-add]")) toForm(button);
    else if (button?.matches("[data-essaimage-another]")) choose(button.closest("[data-essaimage-terms]"), button);
  });
  document.addEventListener("input", ({ target }) => {
    if (target.matches("[data-essaimage-offered]")) offer(target);
  });
})();
