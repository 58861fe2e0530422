/** Pasted tables become entries of a list: no entry that holds something is changed, and what finds no place is told. */
(() => {
  const { fill, isBlank, read, titles, write } = window.essaimageRows;
  const AT_ONCE = 10;
  const HIDDEN_INPUTS = 4;
  const FREE_FIELDS = 20;

  const pause = () => new Promise((resolve) => setTimeout(resolve));

  class Pasting {
    /** ``list``: a RowsBlock. */
    constructor(list) {
      this.list = list;
      this.words = list.words;
    }

    /** A table that is pasted into a cell becomes entries; anything else is pasted as everywhere. */
    intoCell(event) {
      const cell = event.target.closest?.(".es-row__cell");
      const table = cell && !event.target.closest("[contenteditable]") && read(event.clipboardData);
      if (table) {
        event.preventDefault();
        event.stopPropagation();
        this.take(table, this.list.rowOf(cell), Number(cell.style.getPropertyValue("--es-column")) - 1);
      }
    }

    /** Into the box for pasting goes any list of lines. */
    intoBox(data) {
      const table = read(data, true);
      if (table) {
        this.take(table);
      } else {
        this.list.message.say(this.words.noTable);
      }
    }

    /** How many entries more the server would take with this form; it refuses a form of too many fields as a whole. */
    room() {
      const { limit } = this.list.options;
      const sent = [...this.list.container[0].closest("form").elements].filter(({ name }) => name).length;
      const each = this.list.fields.length + HIDDEN_INPUTS;
      return limit ? Math.max(0, Math.floor((limit - sent - FREE_FIELDS) / each)) : Infinity;
    }

    async take({ rows, around }, after = null, first = 0) {
      const { fields, message } = this.list;
      const lines = rows.map((cells, index) => ({ cells, number: index + 1 })).filter(({ cells }) => cells.some(Boolean));
      const head = titles(lines[0].cells, fields);
      // A table that is too wide to begin in that column begins in the first.
      const width = Math.max(...lines.map(({ cells }) => cells.length));
      const start = first + width > this.list.columns.length ? 0 : first;
      const names = head ?? fields.slice(start).map(({ name }) => name);
      const entries = head ? lines.slice(1) : lines;
      const room = this.room();
      if (entries.length > room) {
        message.say(fill(this.words.tooMany, { count: entries.length, room }));
        return;
      }
      const added = [];
      const unplaced = around ? [fill(this.words.around, { text: around })] : [];
      for (const line of entries) {
        const row = this.next(added.at(-1) ?? after, added);
        added.push(row);
        unplaced.push(...this.fillIn(row, line, names));
        if (added.length % AT_ONCE === 0) {
          message.say(fill(this.words.adding, { done: added.length, count: entries.length }));
          await pause();
        }
      }
      message.say(fill(this.words.added, { count: added.length }), { undo: () => this.list.remove(added), unplaced });
      this.list.focusOn(added.at(-1));
    }

    /** The entry for the next line: a blank one that stands there, or else a new one. */
    next(before, added) {
      const { children } = this.list;
      const last = before ?? children.at(-1);
      if (last && !added.includes(last) && isBlank(last.block)) {
        return last;
      }
      return this.list.insertRow(last ? Math.min(last.index + 1, children.length) : 0);
    }

    /** Sentences about the cells that have found no place. */
    fillIn(row, { cells, number }, names) {
      const labels = new Map(this.list.fields.map(({ name, label }) => [name, label]));
      return cells.flatMap((text, index) => {
        if (!text) {
          return [];
        }
        const name = names[index];
        const problem = name ? write(row.block.childBlocks[name], text, this.words) : "noColumn";
        return problem ? [fill(this.words[problem], { line: number, column: labels.get(name), text })] : [];
      });
    }
  }

  window.essaimageRows = { ...window.essaimageRows, Pasting };
})();
