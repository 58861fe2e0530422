/** Which column a pasted cell belongs to, and how its text goes into the field that stands there. */
(() => {
  /** Without case, accents, punctuation and marks of direction: “ÉCOLE :” is “ecole”. */
  const fold = (text) =>
    text
      .normalize("NFKD")
      .toLowerCase()
      .replace(/[\p{M}\p{Cf}]/gu, "")
      .replace(/[^\p{L}\p{N}%€$£]+/gu, " ")
      .trim();

  const withoutBrackets = (text) => text.replace(/\s*\([^)]*\)\s*$/, "");

  /** ``fields``: ``[{name, label}]``. The field of each title; nothing when the line is not one of titles. */
  function titles(row, fields) {
    const names = new Map();
    for (const { name, label } of [...fields].reverse()) {
      for (const known of [name, withoutBrackets(label), label]) {
        names.set(fold(known), name);
      }
    }
    const found = row.map((cell) => names.get(fold(cell)) ?? names.get(fold(withoutBrackets(cell))) ?? null);
    const known = found.filter(Boolean);
    const isTitles = known.length > 0 && known.length * 2 >= row.filter(Boolean).length;
    return isTitles && new Set(known).size === known.length ? found : null;
  }

  /** The control of a field in which text can be written; nothing for a chooser, rich text, or a box of checkboxes. */
  function controlOf(block) {
    const element = block?.element;
    const controls = element?.querySelectorAll("input:not([type=hidden]), select, textarea") ?? [];
    const isPlain = controls.length === 1 && !element.querySelector("[contenteditable]");
    return isPlain && controls[0].type !== "file" && controls[0].type !== "radio" ? controls[0] : null;
  }

  /** The option that is meant by its label, a part of it (“4” or “high” for “4 – high”), or its value. */
  function optionOf(select, text) {
    const wanted = fold(text);
    const options = [...select.options].filter((option) => option.value);
    const whole = options.find((option) => [option.label, option.value].map(fold).includes(wanted));
    if (whole) {
      return whole;
    }
    const parts = options.filter((option) => option.label.split(/\s[–-]\s/).map(fold).includes(wanted));
    return parts.length === 1 ? parts[0] : undefined;
  }

  const listed = (words) => words.split(/[,،]/).map(fold);

  /** Write ``text`` into a field as if it were typed; what is wrong with it (a key of ``words``), or nothing. */
  function write(block, text, words) {
    const control = controlOf(block);
    if (!control) {
      return "notText";
    }
    if (control.tagName === "SELECT") {
      const option = optionOf(control, text);
      if (!option) {
        return "noChoice";
      }
      option.selected = true;
    } else if (control.type === "checkbox") {
      const answer = fold(text);
      if (![...listed(words.yes), ...listed(words.no)].includes(answer)) {
        return "noChoice";
      }
      control.checked = listed(words.yes).includes(answer);
    } else {
      control.value = control.tagName === "TEXTAREA" ? text : text.replaceAll("\n", " ");
    }
    control.dispatchEvent(new Event("input", { bubbles: true }));
    control.dispatchEvent(new Event("change", { bubbles: true }));
    return "";
  }

  /** Whether an entry holds no text: its choices may stand there by default. */
  function isBlank(block) {
    const row = block.container[0].closest("[data-streamfield-child]");
    const inputs = row.querySelectorAll(":scope > section :is(input:not([type=checkbox], [type=radio]), textarea)");
    const prose = row.querySelectorAll(":scope > section [contenteditable=true]");
    // Rich text writes what is empty in its own way into an input of its own.
    const isProse = (input) => input.closest("[data-field]")?.querySelector("[contenteditable=true]");
    return (
      [...inputs].every((input) => !input.value.trim() || isProse(input)) &&
      [...prose].every((text) => !text.textContent.trim())
    );
  }

  window.essaimageRows = { ...window.essaimageRows, titles, write, controlOf, isBlank };
})();
