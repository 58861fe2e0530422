/**
 * Wagtail's editor: the completeness panel leads to what is missing and follows what is saved, what looks doubtful
 * stands beside its field, errors are counted on their tabs, and the form stays while the site does not answer.
 */

import { countErrors } from "./editor/errors.js";
import { keep } from "./editor/keeping.js";
import { find, form, uncover } from "./editor/places.js";
import { follow } from "./editor/state.js";

/** A link from elsewhere leads to a section that is drawn after Wagtail has chosen the tab: open what it is in. */
function openTab() {
  const path = decodeURIComponent(window.location.hash).match(/^#:w:contentpath=(.+)$/)?.[1];
  const target = path && find(path);
  if (target) {
    uncover(target);
    target.scrollIntoView();
  }
}

if (form) {
  // Sections are drawn by Wagtail's scripts when the page is there.
  window.addEventListener("load", () => {
    openTab();
    countErrors();
    follow();
    keep();
  });
}
