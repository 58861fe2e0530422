/**
 * Wagtail's editor: the completeness panel follows what Wagtail saves by itself, and what the last save found doubtful
 * stands beside its field until the field is changed. Without this module, the panel and the messages say it.
 */

document.addEventListener("w-autosave:success", ({ detail }) => {
  for (const panel of document.querySelectorAll("[data-essaimage-completeness]")) {
    refresh(panel, detail.response.pk);
  }
});

let asked = 0;

async function refresh(panel, pk) {
  asked += 1;
  const mine = asked;
  const url = panel.dataset.essaimageCompleteness.replace("/0/", `/${pk}/`);
  const response = await fetch(url, { headers: { Accept: "text/html" } }).catch(() => null);
  // Answers may overtake each other; only the last question counts.
  if (!response?.ok || mine !== asked) {
    return;
  }
  const html = await response.text();
  const open = panel.querySelector("details")?.open;
  const focused = panel.contains(document.activeElement) && document.activeElement;
  panel.innerHTML = html;
  const details = panel.querySelector("details");
  if (details) {
    details.open = Boolean(open);
  }
  if (focused) {
    const href = focused.getAttribute("href");
    const same = [...panel.querySelectorAll("a")].find((link) => link.getAttribute("href") === href);
    (same ?? panel.querySelector("summary"))?.focus();
  }
}

const form = document.querySelector("form[data-edit-form]");

/** A message's link leads to its field where this page has it, and what it says is repeated there. */
function mark(link) {
  const selector = link.dataset.essaimageDoubt;
  const field = form.querySelector(selector);
  if (!field) {
    return;
  }
  Object.assign(link.dataset, {
    controller: "w-focus",
    wFocusTargetValue: selector,
    action: "w-focus#focus:prevent",
  });
  const note = document.createElement("p");
  note.className = "help-block help-warning";
  note.innerHTML = '<svg class="icon icon-warning icon" aria-hidden="true"><use href="#icon-warning"></use></svg>';
  note.append(link.textContent);
  field.prepend(note);
  field.addEventListener("input", () => note.remove(), { once: true });
  field.addEventListener("change", () => note.remove(), { once: true });
}

/** A link from elsewhere leads to a section that is drawn after Wagtail has chosen the tab: open the one it is in. */
function openTab() {
  const path = decodeURIComponent(window.location.hash).match(/^#:w:contentpath=(.+)$/)?.[1];
  const names = path?.split(".").map((name) => `[data-contentpath="${CSS.escape(name)}"]`);
  const target = names && form.querySelector(names.join(" "));
  const panel = target?.closest("[role=tabpanel][hidden]");
  if (panel) {
    document.querySelector(`[aria-controls="${CSS.escape(panel.id)}"]`)?.click();
  }
  // Panels that are folded around it unfold, as when a browser has found something in them.
  if (target) {
    target.dispatchEvent(new Event("beforematch", { bubbles: true }));
    target.scrollIntoView();
  }
}

if (form) {
  window.addEventListener("load", openTab);
  // Sections are drawn by Wagtail's scripts when the page is there.
  window.addEventListener("load", () => document.querySelectorAll("[data-essaimage-doubt]").forEach(mark));
}
