/* Latitude and longitude: a pair copied from a map ("48.9335, 2.3522") into one of the fields fills in both. */
const DEGREES = String.raw`([+-]?\d{1,3}[.,]\d+)`;
const PAIR = new RegExp(String.raw`^\s*\(?${DEGREES}(?:\s*;\s*|,\s*|\s+)${DEGREES}\)?\s*$`);

function split({ type, inputType, target }) {
  if (type === "input" && inputType !== "insertFromPaste") return;
  const pair = target.matches?.("[data-essaimage-degrees]") && PAIR.exec(target.value);
  const fields = pair ? target.form.querySelectorAll("[data-essaimage-degrees]") : [];
  if (fields.length !== 2) return;
  fields.forEach((field, index) => {
    field.value = pair[index + 1];
    if (field !== target) field.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

for (const type of ["input", "change"]) document.addEventListener(type, split);
