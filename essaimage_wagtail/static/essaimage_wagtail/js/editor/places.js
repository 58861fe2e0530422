/** Places in a form of Wagtail's: a content path (`body.<id>.weaknesses`) leads to an element, and the focus into it. */

const CONTROL = [
  "input:not([type=hidden]):not([disabled])",
  "select",
  "textarea",
  "[contenteditable=true]",
  ".chooser button, .c-sf-add-button, [data-essaimage-choose], [data-essaimage-add]",
].join(",");
const PATIENCE = 2000;

export const form = document.querySelector("form[data-edit-form]");

/** The element of a content path, or of the nearest place around it that the form has. */
export function find(path) {
  const names = path ? path.split(".") : [];
  for (let length = names.length; length > 0; length -= 1) {
    const steps = names.slice(0, length).map((name) => `[data-contentpath="${CSS.escape(name)}"]`);
    const found = form?.querySelector(steps.join(" "));
    if (found) {
      return found;
    }
  }
  return null;
}

/** Open what hides an element: its tab, and what is folded around it. */
export function uncover(element) {
  const tab = element.closest("[role=tabpanel][hidden]");
  if (tab) {
    document.querySelector(`[role=tab][aria-controls="${CSS.escape(tab.id)}"], [role=tab][href="#${CSS.escape(tab.id)}"]`)?.click();
  }
  for (let around = element; around && around !== form; around = around.parentElement) {
    if (around.id && around.hidden) {
      document.querySelector(`[aria-expanded=false][aria-controls="${CSS.escape(around.id)}"]`)?.click();
    }
    if (around instanceof HTMLDetailsElement) {
      around.open = true;
    }
  }
  // The panels of a table's rows unfold as when a browser has found something in them.
  element.dispatchEvent(new Event("beforematch", { bubbles: true }));
}

/** Put the focus into the first field of an element, as soon as it is drawn. */
export function enter(element, since = performance.now()) {
  uncover(element);
  const controls = [...element.querySelectorAll(CONTROL)];
  const first = controls.find((control) => control.checkVisibility?.() ?? control.offsetParent);
  if (first) {
    first.scrollIntoView({ block: "center" });
    first.focus({ preventScroll: true });
  } else if (performance.now() - since < PATIENCE) {
    requestAnimationFrame(() => enter(element, since));
  }
}

/** The tab of an element, if the form has tabs. */
export function tabOf(element) {
  const panel = element.closest("[role=tabpanel]");
  return panel && document.querySelector(`[role=tab][href="#${CSS.escape(panel.id)}"]`);
}
