/* wagtail-localize's editor: says of each text in which language it is, and in which direction this is written. The
   original stands in a paragraph of its own; the translation below it, in a paragraph or, while somebody writes, a field.
   An address of the translation has no original above it, and no language. */
const editor = document.querySelector(".js-translation-editor[data-essaimage-target]");
const ORIGINALS = "li > p:first-of-type";
const TRANSLATIONS = "textarea, li > p ~ div > p:first-of-type";

function say(texts, tongue) {
  const [lang, dir] = tongue.split(" ");
  for (const text of texts) if (text.lang !== lang) Object.assign(text, { lang, dir });
}

function sayAll() {
  const { essaimageSource, essaimageTarget } = editor.dataset;
  say(editor.querySelectorAll(ORIGINALS), essaimageSource);
  say(editor.querySelectorAll(TRANSLATIONS), essaimageTarget);
}

if (editor) {
  sayAll();
  new MutationObserver(sayAll).observe(editor, { childList: true, subtree: true });
}
