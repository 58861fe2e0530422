/**
 * Wagtail's list of entries, as a table (blocks/rows.py). Wagtail draws each entry with a panel that folds: the fields of
 * the table's columns move into the heading of that panel, and the other fields stay in it.
 */
(() => {
  const { ListBlock, ListBlockDefinition } = window.wagtailStreamField.blocks;
  const { Message, Pasting, button, controlOf, element, fill, isBlank } = window.essaimageRows;

  const MOVES = ["MOVE_UP", "MOVE_DOWN", "DUPLICATE"];
  const CONTROL = ":is(input:not([type=hidden]), select, textarea, button)";
  const ONE_LINE = ":is(select, input):not([type=button], [type=file], [role=combobox], [aria-autocomplete])";

  class RowsBlock extends ListBlock {
    constructor(...args) {
      super(...args);
      const root = this.container[0];
      root.classList.add("es-rows");
      root.style.setProperty("--es-columns", this.options.shares.map((share) => `minmax(0, ${share}fr)`).join(" "));
      this.message = new Message(this.words);
      this.pasting = new Pasting(this);
      this.help = element("p", { class: "es-rows__help" }, this.words.keys);
      this.sequenceContainer[0].before(this.drawHead());
      this.sequenceContainer[0].after(this.message.element, this.drawTools());
      root.addEventListener("keydown", (event) => this.onKey(event), true);
      root.addEventListener("paste", (event) => this.pasting.intoCell(event), true);
      root.addEventListener("focusin", (event) => this.showHelp(event.target));
      root.addEventListener("change", (event) => this.showFilled(this.rowOf(event.target)));
    }

    get options() {
      return this.blockDef.meta.essaimageRows;
    }

    get words() {
      return this.options.words;
    }

    /** ``[{name, label}]``: the columns, then the other fields. */
    get fields() {
      const defs = this.blockDef.childBlockDef.childBlockDefsByName;
      const names = new Set([...this.options.columns, ...Object.keys(defs)]);
      return [...names].map((name) => ({ name, label: defs[name].meta.label }));
    }

    get columns() {
      return this.fields.slice(0, this.options.columns.length);
    }

    get folded() {
      return this.fields.slice(this.options.columns.length);
    }

    /** The titles of the columns, for the eye: each field keeps its own label for people who hear it. */
    drawHead() {
      const titles = this.columns.map(({ label }) => element("span", {}, label));
      return element("div", { class: "es-rows__head", "aria-hidden": "true" }, ...titles);
    }

    drawTools() {
      const id = `${this.prefix}-paste`;
      const order = this.fields.map(({ label }) => label).join(" · ");
      const box = element("textarea", { id, rows: "2" });
      const how = element("label", { for: id }, `${this.words.how} ${order}`);
      const area = element("div", { class: "es-rows__pasting", hidden: "" }, how, box);
      const add = button(this.words.add, () => this.focusOn(this.insertRow(this.children.length)), "plus");
      const open = button(this.words.paste, () => {
        area.hidden = !area.hidden;
        open.setAttribute("aria-expanded", String(!area.hidden));
        box.focus();
      });
      open.setAttribute("aria-expanded", "false");
      add.dataset.essaimageAdd = "";
      open.dataset.essaimagePaste = "";
      box.addEventListener("paste", (event) => {
        event.preventDefault();
        this.pasting.intoBox(event.clipboardData);
      });
      box.addEventListener("change", () => {
        this.pasting.intoBox({ getData: (type) => (type === "text/plain" ? box.value : "") });
        box.value = "";
      });
      this.addButton = add;
      return element("div", { class: "es-rows__tools" }, add, open, this.help, area);
    }

    /** Entries that were stored without an id get one: Wagtail's panels find their parts by it. */
    setState(entries) {
      super.setState(entries.map(({ value, id }) => ({ value, id: id ?? undefined })));
    }

    /** Wagtail calls this whenever an entry came or went. */
    blockCountChanged() {
      super.blockCountChanged();
      this.children.filter((row) => !row.element.classList.contains("es-row")).forEach((row) => this.arrange(row));
    }

    arrange(row) {
      const active = document.activeElement;
      const header = row.toggleElement.parentElement;
      const details = row.element.querySelector(`#${CSS.escape(row.toggleElement.getAttribute("aria-controls"))}`);
      const moves = MOVES.map((name) => header.querySelector(`[data-streamfield-action="${name}"]`)).filter(Boolean);
      moves.forEach((move) => {
        move.className = "button button-small button-secondary";
        move.append(move.title);
        move.removeAttribute("title");
      });
      row.element.classList.add("es-row");
      header.classList.add("es-row__line");
      header.prepend(this.drawCells(row));
      details.prepend(element("div", { class: "es-row__moves" }, ...moves));
      row.toggleElement.removeAttribute("aria-label");
      row.toggleElement.replaceChildren(element("span", {}, this.words.more));
      row.toggleElement.addEventListener("wagtail:panel-toggle", ({ detail }) => this.skipComments(row, !detail.expanded));
      row.collapse();
      this.showFilled(row);
      if (row.element.contains(active)) {
        active.focus();
      }
    }

    drawCells(row) {
      const blocks = this.columns.map(({ name }) => row.block.childBlocks[name]);
      const cells = blocks.map((block, index) => {
        const cell = (block.container?.[0] ?? block.element).closest("[data-contentpath]");
        cell.classList.add("es-row__cell");
        cell.classList.toggle("es-row__cell--wide", this.options.shares[index] > 2);
        cell.style.setProperty("--es-column", String(index + 1));
        return cell;
      });
      return element("div", { class: "es-row__cells" }, ...cells);
    }

    /** Tab goes from cell to cell: the buttons for comments between them are stops of a line that is unfolded. */
    skipComments(row, isFolded) {
      for (const comment of row.element.querySelectorAll(".es-row__cells [data-comment-add]")) {
        comment.tabIndex = isFolded ? -1 : 0;
      }
    }

    /** How many of the folded fields hold something stands on the button that unfolds them. */
    showFilled(row) {
      if (row) {
        const filled = this.folded.filter(({ name }) => this.isFilled(row.block.childBlocks[name], name));
        const count = filled.length ? ` (${filled.length})` : "";
        row.toggleElement.firstElementChild.textContent = `${this.words.more}${count}`;
        row.titleElement.text(row.getTextLabel({ maxLength: 70 }) || "");
      }
    }

    isFilled(block, name) {
      const control = controlOf(block) ?? block.element?.querySelector("input[type=hidden]");
      const initial = String(this.blockDef.initialChildState?.[name] ?? "");
      return control?.type === "checkbox" ? control.checked : Boolean(control?.value) && control.value !== initial;
    }

    showHelp(target) {
      const help = target.closest(".es-row__cell")?.querySelector("[data-field-help]");
      this.help.textContent = help?.textContent.trim() || this.words.keys;
    }

    rowOf(target) {
      return this.children.find((row) => row.element.contains(target));
    }

    focusOn(row) {
      row?.element.querySelector(`.es-row__cells ${CONTROL}`)?.focus();
    }

    insertRow(index) {
      const [, value, id] = this._getChildDataForInsertion();
      return this.insert(value, index, { id });
    }

    /** Wagtail unfolds an entry with an error: one whose errors all stand in its line stays as it is. */
    setError(error) {
      const folded = this.children.filter((row) => row.toggleElement.getAttribute("aria-expanded") === "false");
      super.setError(error);
      for (const [index, problem] of Object.entries(error?.blockErrors ?? {})) {
        const row = this.children[index];
        const names = Object.keys(problem?.blockErrors ?? {});
        const isInLine = names.length > 0 && names.every((name) => this.options.columns.includes(name));
        if (isInLine && !problem.messages && folded.includes(row)) {
          row.collapse();
        }
      }
    }

    onKey(event) {
      const row = this.rowOf(event.target);
      if (!row || event.isComposing || event.ctrlKey || event.metaKey) {
        return;
      }
      const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (event.key === "Enter" && !event.altKey && !event.shiftKey && event.target.matches(ONE_LINE)) {
        this.goOn(row);
      } else if (step && event.altKey && event.shiftKey) {
        this.moveBlock(row.index, row.index + step);
      } else {
        return;
      }
      event.preventDefault();
      event.stopPropagation();
    }

    /** To the next line, or to a new one unless the last is still blank. */
    goOn(row) {
      const isLast = row.index === this.children.length - 1;
      const next = isLast && !isBlank(row.block) ? this.insertRow(row.index + 1) : this.children[row.index + 1];
      this.focusOn(next ?? row);
    }

    /** Moving an entry in the page takes the focus from it: it gets it back. */
    moveBlock(from, to) {
      if (to < 0 || to >= this.children.length) {
        return;
      }
      const row = this.children[from];
      const active = document.activeElement;
      super.moveBlock(from, to);
      if (row.element.contains(active)) {
        (active.disabled ? row.toggleElement : active).focus();
      }
      this.message.say(fill(this.words.place, { line: to + 1, count: this.children.length }));
    }

    deleteBlock(index, options) {
      const row = this.children[index];
      const state = row.getState();
      super.deleteBlock(index, options);
      this.message.say(this.words.deleted, { undo: () => this.restore(row, state, index) });
      if (this.children.length) {
        this.focusOn(this.children[Math.min(index, this.children.length - 1)]);
      } else {
        this.addButton.focus();
      }
    }

    /** Put a deleted entry back under its own id. Of the deleted one, only what tells the server so remains. */
    restore(deleted, { id, value }, index) {
      deleted.element.querySelector("section").remove();
      deleted.element.removeAttribute("data-contentpath");
      this.focusOn(this.insert(value, Math.min(index, this.children.length), { id }));
    }

    /** Take out entries that were just pasted. */
    remove(rows) {
      for (const row of rows.filter((one) => this.children.includes(one))) {
        super.deleteBlock(row.index, {});
      }
      this.addButton.focus();
    }
  }

  class EntriesBlockDefinition extends ListBlockDefinition {
    render(placeholder, prefix, initialState, initialError, ...others) {
      return this.meta.essaimageRows
        ? new RowsBlock(this, placeholder, prefix, initialState, initialError)
        : super.render(placeholder, prefix, initialState, initialError, ...others);
    }
  }

  window.telepath.register("essaimage_wagtail.EntriesBlock", EntriesBlockDefinition);
})();
