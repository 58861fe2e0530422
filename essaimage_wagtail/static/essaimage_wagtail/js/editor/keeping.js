/**
 * Nothing that is typed is lost while the site does not answer. When Wagtail could not save by itself, saving or
 * publishing would replace the form by an error page: it is first tried again in the background, and the form stays
 * where it is if that fails.
 */

import { form } from "./places.js";
import { refresh } from "./state.js";

const FAULTS = new Set(["network_error", "server_error"]);
const script = document.querySelector("script[data-essaimage-not-saved]");

let hasFailed = false;
let notice = null;

function outcome(failed) {
  hasFailed = failed;
  if (!failed) {
    notice?.remove();
    notice = null;
  }
}

function tell() {
  notice?.remove();
  notice = document.createElement("p");
  notice.className = "help-block help-critical es-not-saved";
  notice.setAttribute("role", "alert");
  document.body.append(notice);
  // What is put into an alert that is there is read aloud.
  notice.textContent = script.dataset.essaimageNotSaved;
}

/** Have Wagtail save once more; whether it could be asked at all. */
function saveInBackground() {
  return new Promise((settled) => {
    const finish = ({ type, detail }) => {
      for (const name of ["w-autosave:success", "w-autosave:error"]) {
        document.removeEventListener(name, finish);
      }
      settled(type === "w-autosave:success" || !FAULTS.has(detail.type));
    };
    document.addEventListener("w-autosave:success", finish);
    document.addEventListener("w-autosave:error", finish);
    form.dispatchEvent(new CustomEvent("w-unsaved:add", { detail: { type: "edits" } }));
  });
}

async function submitOnceAnswered(button) {
  await refresh();
  if (await saveInBackground()) {
    outcome(false);
    release(button);
    form.requestSubmit(button);
  } else {
    release(button);
    tell();
  }
}

/** Wagtail has made a button say that it is at work, and not to be pressed. */
function release(button) {
  if (button) {
    button.dataset.wProgressLoadingValue = "false";
    button.disabled = false;
  }
}

export function keep() {
  document.addEventListener("w-autosave:success", () => outcome(false));
  document.addEventListener("w-autosave:error", ({ detail }) => outcome(FAULTS.has(detail.type)));
  // It will save nothing by itself any more.
  document.addEventListener("w-autosave:deactivated", () => outcome(false));
  document.addEventListener(
    "submit",
    (event) => {
      if (event.target === form && hasFailed) {
        event.preventDefault();
        event.stopImmediatePropagation();
        submitOnceAnswered(event.submitter);
      }
    },
    { capture: true },
  );
}
