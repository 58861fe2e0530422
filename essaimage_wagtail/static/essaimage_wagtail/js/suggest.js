/**
 * Suggestions under the search field, after the combobox pattern of the ARIA Authoring Practices: the field keeps
 * the focus, arrows go through the list, Enter follows the one that is marked. Without this module the field is one.
 */

const WAIT = 120; // ms without a keystroke before asking
const form = document.querySelector("form[data-essaimage-suggest]");
const input = form?.elements.q;

if (input) {
  const list = document.createElement("ul");
  list.className = "es-suggestions";
  list.id = "es-suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.dataset.essaimageSuggestions);
  input.after(list);
  for (const [name, value] of Object.entries({
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": list.id,
  })) {
    input.setAttribute(name, value);
  }

  let timer;
  let running;
  let marked = -1;

  const close = () => {
    clearTimeout(timer);
    running?.abort();
    list.hidden = true;
    marked = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  const mark = (index) => {
    const options = [...list.children];
    marked = (index + options.length + 1) % (options.length + 1); // one place more: the field itself
    options.forEach((option, at) => option.setAttribute("aria-selected", String(at === marked)));
    const option = options[marked];
    if (option) {
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      marked = -1;
      input.removeAttribute("aria-activedescendant");
    }
  };

  const option = ({ text, label, url }, index) => {
    const item = document.createElement("li");
    item.id = `es-suggestion-${index}`;
    item.className = "es-suggestions__option";
    item.dataset.url = url;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    const name = document.createElement("span");
    name.textContent = text;
    name.dir = "auto";
    item.append(name);
    if (label) {
      const kind = document.createElement("span");
      kind.className = "es-suggestions__kind";
      kind.textContent = label;
      item.append(" ", kind);
    }
    return item;
  };

  const ask = async () => {
    running?.abort();
    const mine = new AbortController();
    running = mine;
    const address = new URL(form.dataset.essaimageSuggest, window.location.href);
    address.searchParams.set("format", "suggest");
    address.searchParams.set("q", input.value);
    try {
      const answer = await fetch(address, { signal: mine.signal, headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(answer.statusText);
      const { suggestions } = await answer.json();
      if (mine.signal.aborted || document.activeElement !== input) return;
      list.replaceChildren(...suggestions.map(option));
      marked = -1;
      input.removeAttribute("aria-activedescendant");
      list.hidden = !suggestions.length;
      input.setAttribute("aria-expanded", String(!list.hidden));
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  };

  const later = () => {
    clearTimeout(timer);
    if (input.value.trim().length < 2) close();
    else timer = setTimeout(ask, WAIT);
  };

  input.addEventListener("input", (event) => {
    if (!event.isComposing) later();
  });
  input.addEventListener("compositionend", later);
  input.addEventListener("blur", close);
  form.addEventListener("submit", close);

  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (list.hidden) {
        if (event.key === "ArrowDown") later();
        return;
      }
      event.preventDefault();
      mark(event.key === "ArrowDown" ? marked + 1 : (marked < 0 ? list.children.length : marked) - 1);
    } else if (event.key === "Enter" && marked >= 0) {
      event.preventDefault();
      window.location.assign(list.children[marked].dataset.url);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault(); // the first time it closes the list, the next one it empties the field
      close();
    }
  });

  // Before the field loses the focus, and the list its place.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const chosen = event.target.closest("[role=option]");
    if (chosen) window.location.assign(chosen.dataset.url);
  });
}
