/** The state of the draft that is saved: asked for when the form is shown, and each time that Wagtail saves by itself. */

import { showCompleteness } from "./completeness.js";
import { forgetChanged, showDoubts } from "./doubts.js";

let asked = 0;

async function refresh(pk) {
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
}

/** The number of what the form edits: in its address, or in that of its state; none for what is not saved yet. */
function editedNow() {
  const own = document.querySelector("div[data-essaimage-state]");
  const pk = own ? own.dataset.essaimageState.match(/\/(\d+)\/state\/$/)?.[1] : window.location.pathname.match(/\/pages\/(\d+)\/edit\/$/)?.[1];
  return Number(pk);
}

export function follow() {
  document.addEventListener("w-autosave:success", ({ detail }) => refresh(detail.response.pk));
  document.addEventListener("w-autosave:error", forgetChanged);
  refresh(editedNow());
}
