/**
 * Keeps the ticks of a method's checklist in the browser, says how many there are, and hands them out as a file.
 *
 * Ticks are kept under the method's translation key, item by item under the ids of the items, which translations
 * share: who ticks in French finds the ticks in Arabic. Each initiative that is taken up has ticks of its own; the page
 * of the method lists those that were begun. Without this module the boxes can be ticked and printed.
 */

const root = document.querySelector("[data-essaimage-method]");
const boxes = [...(root?.querySelectorAll("[data-essaimage-item]") ?? [])];
const METHOD = `essaimage-checklist:${root?.dataset.essaimageMethod}`;
const { essaimageInitiative: initiative = "" } = root?.dataset ?? {};
const keyOf = (key) => (key ? `${METHOD}:${key}` : METHOD);
const KEY = keyOf(initiative);
/** Of each initiative whose checklist was begun, what a list of them says: its title, the language of that, the mode. */
const BEGUN = `essaimage-checklists:${root?.dataset.essaimageMethod}`;
const WRITES = "essaimage-checklist";
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What is kept under a key; ``null`` when it cannot be read. */
const kept = (key) => {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
};

/** The ids that are ticked; nothing when what is kept is not ours. */
const read = (key = KEY) => {
  const ids = kept(key);
  return new Set(Array.isArray(ids) ? ids : []);
};

/** ``{initiative: {title, language, dir, mode}}``; what is not ours is left out. */
const begun = () => {
  const found = kept(BEGUN);
  const entries = found && typeof found === "object" ? Object.entries(found) : [];
  return Object.fromEntries(entries.filter(([key, about]) => UUID.test(key) && typeof about?.title === "string"));
};

/** False where the browser keeps nothing (storage switched off, or full). */
const write = (ticked) => {
  try {
    if (ticked.size) localStorage.setItem(KEY, JSON.stringify([...ticked]));
    else localStorage.removeItem(KEY);
    if (initiative) {
      const { initiative: title, initiativeLanguage: language, initiativeDir: dir, mode } = root.dataset;
      const all = begun();
      if (ticked.size) all[initiative] = { title, language, dir, mode };
      else delete all[initiative];
      localStorage.setItem(BEGUN, JSON.stringify(all));
    }
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

  /** One line for each checklist that was begun, that without an initiative last. */
  const list = () => {
    const place = root.querySelector("[data-essaimage-begun]");
    if (!place) return;
    const mine = Object.entries(begun()).map(([key, about]) => ({ ...about, key, ticks: read(keyOf(key)).size }));
    const others = mine.filter(({ ticks }) => ticks).sort((one, two) => one.title.localeCompare(two.title));
    const alone = { key: "", title: place.dataset.alone, ticks: read(METHOD).size };
    const all = [...others, ...(alone.ticks ? [alone] : [])];
    // Nothing is said of the one that is on the page by itself.
    place.hidden = !others.length || all.every(({ key }) => key === initiative);
    place.querySelector("ul").replaceChildren(...all.map((one) => line(one, place)));
  };

  const line = ({ key, title, language, dir, mode, ticks }, place) => {
    const link = document.createElement("a");
    const query = new URLSearchParams({ ...(mode ? { mode } : {}), ...(key ? { initiative: key } : {}) });
    link.href = `${place.dataset.essaimageBegun}?${query}#steps`;
    link.textContent = title;
    if (language) Object.assign(link, { lang: language, dir: dir === "rtl" ? "rtl" : "ltr" });
    if (key === initiative) link.setAttribute("aria-current", "true");
    const count = document.createElement("span");
    count.className = "es-count";
    count.textContent = place.dataset.ticked.replace("{done}", digits.format(ticks));
    const item = document.createElement("li");
    item.append(link, " ", count);
    return item;
  };

  const restore = () => {
    const ticked = read();
    for (const box of boxes) box.checked = ticked.has(box.dataset.essaimageItem);
    show();
    list();
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
      const heading = [root.dataset.title, root.dataset.thread].filter(Boolean);
      save([...heading, ...lines, ""].join("\n"), "text/plain", "txt");
    },
    data: () => {
      const { title: method, initiative: title } = root.dataset;
      const address = window.location.href.split("#")[0];
      const language = document.documentElement.lang;
      const saved = { method, initiative: title, address, language, saved: new Date().toISOString(), steps: checklist() };
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
    list();
  });
  root.addEventListener("click", ({ target }) => {
    const button = target.closest?.("[data-essaimage-do]");
    if (button) actions[button.dataset.essaimageDo]?.(button);
  });
  window.addEventListener("storage", ({ key }) => {
    if (key === null || key.startsWith(METHOD) || key === BEGUN) restore();
  });

  for (const note of root.querySelectorAll("[data-essaimage-unkept]")) note.hidden = true;
  for (const part of root.querySelectorAll("[data-essaimage-progress], [data-essaimage-tools]")) part.hidden = false;
  restore();
}
