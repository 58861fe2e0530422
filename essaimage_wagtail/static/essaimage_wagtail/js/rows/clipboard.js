/**
 * Tables that people copied: from a spreadsheet (cells parted by tabs, HTML beside it) or a word processor (HTML).
 * Nothing of the HTML is shown or run: its texts alone are read.
 */
(() => {
  const MOST_COLUMNS = 60;
  const BREAKS = new Set(["ADDRESS", "BLOCKQUOTE", "DIV", "H1", "H2", "H3", "H4", "H5", "H6", "LI", "P", "PRE", "UL", "OL"]);
  const UNSEEN = new Set(["SCRIPT", "STYLE", "TEMPLATE", "NOSCRIPT"]);

  const isHidden = (element) => element.style?.display === "none";

  function textOf(node) {
    if (node.nodeType === Node.TEXT_NODE) {
      return node.data.replace(/[ \t\r\n]+/g, " ");
    }
    if (node.nodeType !== Node.ELEMENT_NODE || UNSEEN.has(node.tagName) || isHidden(node)) {
      return "";
    }
    if (node.tagName === "BR") {
      return "\n";
    }
    const text = [...node.childNodes].map(textOf).join("");
    return BREAKS.has(node.tagName) ? `\n${text}\n` : text;
  }

  const tidy = (text) =>
    text
      .split("\n")
      .map((line) => line.trim())
      .filter(Boolean)
      .join("\n");

  /**
   * The cells of a table as a grid. What is merged over several lines is said of each of them; what is merged over
   * several columns stands in the first.
   */
  function gridOf(table) {
    const grid = [];
    [...table.rows].forEach((row, y) => {
      if (isHidden(row)) {
        return;
      }
      grid[y] ??= [];
      let x = 0;
      for (const cell of row.cells) {
        if (isHidden(cell)) {
          continue;
        }
        while (grid[y][x] !== undefined) {
          x += 1;
        }
        const text = tidy(textOf(cell));
        const last = Math.min(y + (cell.rowSpan || table.rows.length), table.rows.length);
        const width = Math.min(cell.colSpan, MOST_COLUMNS);
        for (let line = y; line < last; line += 1) {
          grid[line] ??= [];
          for (let column = x; column < x + width; column += 1) {
            grid[line][column] = column === x ? text : "";
          }
        }
        x += width;
      }
    });
    return grid.filter(Boolean).map((cells) => Array.from(cells, (cell) => cell ?? ""));
  }

  /** ``{rows, around}``: the lines of all tables of a document, and the text that stands outside them. */
  function fromHtml(html) {
    const body = new DOMParser().parseFromString(html, "text/html").body;
    const tables = [...body.querySelectorAll("table")].filter((table) => !table.parentElement.closest("table"));
    const rows = tables.flatMap(gridOf);
    tables.forEach((table) => table.remove());
    return { rows, around: tidy(textOf(body)) };
  }

  /** Cells parted by tabs; one that holds a line break, a tab or a quotation mark stands in quotation marks. */
  function fromText(text) {
    const cells = /[\t\n](?:"((?:[^"]|"")*)"(?=[\t\n]|$)|([^\t\n]*))/g;
    const rows = [];
    const whole = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "");
    for (const match of `\n${whole}`.matchAll(cells)) {
      if (match[0].startsWith("\n")) {
        rows.push([]);
      }
      const cell = match[1] === undefined ? match[2] : match[1].replaceAll('""', '"');
      rows.at(-1).push(tidy(cell));
    }
    return rows;
  }

  /**
   * ``{rows, around}`` of what is pasted (a DataTransfer), lines without any text left out; nothing when it holds no
   * table. With ``anyLines``, lines of plain text are a table of one column.
   */
  function read(data, anyLines = false) {
    const html = data.getData("text/html");
    const text = data.getData("text/plain");
    let table = /<table/i.test(html) ? fromHtml(html) : { rows: [], around: "" };
    if (!table.rows.some((row) => row.some(Boolean)) && (text.includes("\t") || anyLines)) {
      table = { rows: fromText(text), around: "" };
    }
    table.rows = table.rows.map((row) => row.map((cell) => cell.replaceAll("\0", "")));
    const filled = table.rows.filter((row) => row.some(Boolean));
    const isOneCell = filled.length === 1 && filled[0].length === 1 && !anyLines;
    return filled.length && !isOneCell ? table : null;
  }

  window.essaimageRows = { ...window.essaimageRows, read };
})();
