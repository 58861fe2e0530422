/** The state of the draft that is saved: asked for when the form is shown, and each time that Wagtail saves by itself. */

import { showCompleteness } from "./completeness.js";
import { showDoubts } from "./doubts.js";
import { form } from "./places.js";

let asked = 0;

/** Ask, and show what is answered. */
export async function refresh(pk = editedNow()) {
  const url = document.querySelector("[data-essaimage-state]")?.dataset.essaimageState;
  if (!url || !pk) {
    return;
  }
  asked += 1;
  const mine = asked;
  const answer = await fetch(url.replace("/0/", `/${pk}/`), { headers: { Accept: "application/json" } }).catch(() => null);
  // Answers may overtake each other; only the last question counts.
  if (!answer?.ok || mine !== asked) {
    return;
  }
  const state = await answer.json().catch(() => null);
  if (!state || mine !== asked) {
    return;
  }
  if (state.completeness) {
    showCompleteness(state.completeness);
  }
  showDoubts(state.doubts);
  // Whoever signed in again in another tab has another one.
  const token = form.elements.namedItem("csrfmiddlewaretoken");
  if (token && state.token) {
    token.value = state.token;
  }
}

/** The number of what the form edits: in the address of its state, else in its own; 0 for what is not saved yet. */
function editedNow() {
  const own = document.querySelector("div[data-essaimage-state]");
  const address = own ? own.dataset.essaimageState : form.getAttribute("action");
  const pk = address?.match(own ? /\/(\d+)\/state\/$/ : /\/pages\/(\d+)\/edit\/$/)?.[1];
  return Number(pk ?? 0);
}

export function follow() {
  document.addEventListener("w-autosave:success", ({ detail }) => refresh(detail.response.pk));
  refresh();
}
