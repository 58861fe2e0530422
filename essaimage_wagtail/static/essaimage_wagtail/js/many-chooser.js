/**
 * Rows chosen one by one (admin/chosen.py): a button removes one, another opens Wagtail's chooser for several.
 * The form is told of each change, so that Wagtail saves it.
 */
(() => {
  const choosers = new WeakMap();

  const changed = (element) => element.dispatchEvent(new Event("change", { bubbles: true }));

  function add(box, { id, string }) {
    const list = box.querySelector("ul");
    if ([...list.querySelectorAll("input")].some((input) => input.value === String(id))) {
      return;
    }
    const row = box.querySelector("template").content.cloneNode(true);
    row.querySelector("input").value = id;
    for (const name of row.querySelectorAll("span")) {
      name.textContent = string;
    }
    list.append(row);
    changed(list.lastElementChild.querySelector("input"));
  }

  function choose(box, button) {
    if (!choosers.has(box)) {
      choosers.set(box, window.telepath.unpack(JSON.parse(box.dataset.essaimageMany)));
    }
    choosers.get(box).openModal(
      (chosen) => {
        chosen.forEach((row) => add(box, row));
        button.focus();
      },
      { multiple: true },
    );
  }

  function remove(box, row) {
    const next = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    changed(box.querySelector("ul"));
    (next?.querySelector("button") ?? box.querySelector("[data-essaimage-choose]")).focus();
  }

  document.addEventListener("click", ({ target }) => {
    const box = target.closest("[data-essaimage-many]");
    const button = box && target.closest("button");
    if (button?.matches("[data-essaimage-choose]")) {
      choose(box, button);
    } else if (button?.matches("[data-essaimage-remove]")) {
      remove(box, button.closest("li"));
    }
  });
})();
