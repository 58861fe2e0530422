/* What a header's button has opened (the menu on a phone, the list of languages) closes on Escape, on a click elsewhere, and when
   the focus goes elsewhere. Without JavaScript the button closes it. */
const opened = () => document.querySelectorAll("details[data-essaimage-opened][open], [data-essaimage-opened] > details[open]");
const around = (details) => details.closest("[data-essaimage-opened]");

function closeAway(target) {
  for (const details of opened()) if (!around(details).contains(target)) details.open = false;
}

document.addEventListener("click", ({ target }) => closeAway(target));
/* A click on what takes no focus is no way out of the list. */
document.addEventListener("focusout", ({ relatedTarget }) => relatedTarget && closeAway(relatedTarget));
document.addEventListener("keydown", ({ key }) => {
  if (key !== "Escape") return;
  for (const details of opened()) {
    details.open = false;
    if (around(details).contains(document.activeElement)) details.querySelector("summary").focus();
  }
});
