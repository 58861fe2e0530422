/* Acts that take JavaScript: printing a page, copying its address. Their buttons are hidden without it. */
const COPIED = 4000;

for (const button of document.querySelectorAll("[data-essaimage-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

/* A page that is not served by HTTPS has no clipboard; its address can be selected. */
for (const button of document.querySelectorAll("[data-essaimage-copy]")) {
  if (!navigator.clipboard) continue;
  const said = button.querySelector("[data-copied]");
  const before = said.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.essaimageCopy);
    said.textContent = said.dataset.copied;
    setTimeout(() => { said.textContent = before; }, COPIED);
  });
}

for (const address of document.querySelectorAll(".es-share__address input")) {
  address.addEventListener("focus", () => address.select());
}
