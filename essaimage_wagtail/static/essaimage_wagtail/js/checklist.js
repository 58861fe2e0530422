/**
 * Keeps the ticks of a method's checklist in the browser, says how many there are, and hands them out as a file.
 *
 * Ticks are kept under the method's translation key, item by item under the ids of the items, which translations
 * share: who ticks in French finds the ticks in Arabic. Without this module the boxes can be ticked and printed.
 */

const root = document.querySelector("[data-essaimage-method]");
const boxes = [...(root?.querySelectorAll("[data-essaimage-item]") ?? [])];
const KEY = `essaimage-checklist:${root?.dataset.essaimageMethod}`;
const WRITES = "essaimage-checklist";

/** The ids that are ticked; nothing when what is kept is not ours. */
const read = () => {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return new Set(Array.isArray(kept) ? kept : []);
  } catch {
    return new Set();
  }
};

/** False where the browser keeps nothing (storage switched off, or full). */
const write = (ticked) => {
  try {
    if (ticked.size) localStorage.setItem(KEY, JSON.stringify([...ticked]));
    else localStorage.removeItem(KEY);
    return true;
  } catch {
    return false;
  }
};

const keeps = () => {
  try {
    localStorage.setItem(WRITES, "1");
    localStorage.removeItem(WRITES);
    return true;
  } catch {
    return false;
  }
};

const count = (among) => among.filter((box) => box.checked).length;
const within = (element) => boxes.filter((box) => element.contains(box));
const steps = () => [...root.querySelectorAll("[data-essaimage-step]")].filter((step) => within(step).length);
const digits = new Intl.NumberFormat(document.documentElement.lang || undefined);

if (boxes.length && keeps()) {
  const progress = root.querySelector("[data-essaimage-progress]");
  const bar = progress.querySelector("progress");
  const status = progress.querySelector("[role=status]");
  const sentence = (done, total) =>
    status.dataset.text.replace("{done}", digits.format(done)).replace("{total}", digits.format(total));

  const show = () => {
    const done = count(boxes);
    bar.max = boxes.length;
    bar.value = done;
    const text = sentence(done, boxes.length);
    if (status.textContent !== text) status.textContent = text;
    for (const step of steps()) {
      const mine = within(step);
      const place = step.querySelector("[data-essaimage-count]");
      step.toggleAttribute("data-done", count(mine) === mine.length);
      // A step on its own says it once, in the sentence above.
      if (!place || steps().length === 1) continue;
      place.textContent = sentence(count(mine), mine.length);
      place.hidden = !count(mine);
    }
  };

  const restore = () => {
    const ticked = read();
    for (const box of boxes) box.checked = ticked.has(box.dataset.essaimageItem);
    show();
  };

  /** Hands out a file; nothing leaves the browser. */
  const save = (text, type, extension) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
    link.download = `${root.dataset.name || "checklist"}.${extension}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };

  const checklist = () =>
    steps().map((step) => ({
      number: Number(step.dataset.essaimageStep) || null,
      title: step.dataset.title,
      items: within(step).map((box) => ({
        id: box.dataset.essaimageItem,
        text: box.closest("label").textContent.trim().replace(/\s+/g, " "),
        ticked: box.checked,
      })),
    }));

  const actions = {
    text: () => {
      const lines = checklist().flatMap(({ number, title, items }) => [
        "",
        number ? `${number}. ${title}` : title,
        ...items.map(({ text, ticked }) => `[${ticked ? "x" : " "}] ${text}`),
      ]);
      save([root.dataset.title, ...lines, ""].join("\n"), "text/plain", "txt");
    },
    data: () => {
      const { title: method } = root.dataset;
      const address = window.location.href.split("#")[0];
      const language = document.documentElement.lang;
      const saved = { method, address, language, saved: new Date().toISOString(), steps: checklist() };
      save(JSON.stringify(saved, null, 2), "application/json", "json");
    },
    reset: (button) => {
      if (!window.confirm(button.dataset.question)) return;
      write(new Set());
      restore();
    },
    print: () => window.print(),
  };

  root.addEventListener("change", ({ target }) => {
    if (!boxes.includes(target)) return;
    const ticked = read(); // again: another tab may have ticked meanwhile
    if (target.checked) ticked.add(target.dataset.essaimageItem);
    else ticked.delete(target.dataset.essaimageItem);
    write(ticked);
    show();
  });
  root.addEventListener("click", ({ target }) => {
    const button = target.closest?.("[data-essaimage-do]");
    if (button) actions[button.dataset.essaimageDo]?.(button);
  });
  window.addEventListener("storage", ({ key }) => {
    if (key === KEY || key === null) restore();
  });

  for (const note of root.querySelectorAll("[data-essaimage-unkept]")) note.hidden = true;
  for (const part of root.querySelectorAll("[data-essaimage-progress], [data-essaimage-tools]")) part.hidden = false;
  restore();
}
