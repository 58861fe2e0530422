/** What a table tells its editor beside it: what was done, a way back, and what found no place. */
(() => {
  function element(tag, attributes = {}, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      made.setAttribute(name, value);
    }
    made.append(...children);
    return made;
  }

  function button(label, act, icon = "") {
    const made = element("button", { type: "button", class: "button button-small button-secondary" });
    if (icon) {
      made.classList.add("bicolor", "button--icon");
      const box = element("span", { class: "icon-wrapper" });
      box.innerHTML = `<svg class="icon icon-${icon} icon" aria-hidden="true"><use href="#icon-${icon}"></use></svg>`;
      made.append(box);
    }
    made.append(label);
    made.addEventListener("click", act);
    return made;
  }

  /** ``words`` with its ``{names}`` filled in. */
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

  class Message {
    constructor(words) {
      this.words = words;
      this.element = element("div", { class: "es-rows__message", role: "status" });
    }

    clear() {
      this.element.replaceChildren();
    }

    /** ``undo`` takes back what is said; ``unplaced`` are sentences about what was pasted and is not in the form. */
    say(text, { undo, unplaced = [], back } = {}) {
      this.clear();
      const leave = () => {
        this.clear();
        back?.();
      };
      this.element.append(element("p", {}, text));
      if (unplaced.length) {
        const lines = unplaced.map((sentence) => element("li", { dir: "auto" }, sentence));
        this.element.append(
          element("p", { class: "es-rows__warning" }, this.words.unplaced),
          element("ul", { class: "es-rows__unplaced", tabindex: "0" }, ...lines),
        );
      }
      if (undo) {
        this.element.append(
          button(this.words.undo, () => {
            this.clear();
            undo();
          }),
        );
      }
      if (undo || unplaced.length) {
        this.element.append(button(this.words.close, leave));
      }
    }
  }

  window.essaimageRows = { ...window.essaimageRows, Message, element, button, fill };
})();
