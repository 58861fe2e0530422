/** The completeness panel leads to what is missing or adds it, and follows what Wagtail saves. */

import { enter, find } from "./places.js";
import { add, existing } from "./sections.js";

const PANEL = "[data-essaimage-completeness]";

document.addEventListener("click", ({ target }) => {
  const link = target.closest?.(`${PANEL} [data-essaimage-go]`);
  if (!link) {
    return;
  }
  const type = link.dataset.essaimageSection;
  const place = type ? (existing(type) ?? add(type)) : find(link.dataset.essaimageGo);
  if (place) {
    enter(place);
  }
});

/** Show the panel as the server has drawn it; what is open stays open, and the focus where it is. */
export function showCompleteness(html) {
  for (const panel of document.querySelectorAll(PANEL)) {
    const open = new Set(groups(panel).filter((group) => group.open).map(purpose));
    const focused = panel.contains(document.activeElement) && document.activeElement;
    panel.innerHTML = html;
    const left = groups(panel);
    for (const group of left) {
      group.open = open.has(purpose(group));
    }
    // What was open is whole now: the next one follows.
    if (open.size > 0 && left.length > 0 && !left.some((group) => group.open)) {
      left[0].open = true;
    }
    if (focused) {
      const same = `[data-essaimage-link="${CSS.escape(focused.dataset.essaimageLink ?? "")}"]`;
      (panel.querySelector(same) ?? panel.querySelector("button, summary"))?.focus();
    }
  }
}

const groups = (panel) => [...panel.querySelectorAll("details")];

const purpose = (group) => group.dataset.essaimagePurpose;
