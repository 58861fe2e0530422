/** What a map says, in the reader's language and with their numbers. */

export class Words {
  /** `texts`: what `contexts/map.py` gives, where some have a text for each plural form. */
  constructor(texts, language) {
    this.texts = texts;
    // As the server writes numbers.
    this.numbers = new Intl.NumberFormat(language, { numberingSystem: "latn" });
    this.rules = new Intl.PluralRules(language);
  }

  /** A text of a number of things. */
  counted(name, count) {
    const forms = this.texts[name];
    return this.filled(forms[this.rules.select(count)] ?? forms.other, count);
  }

  filled(text, shown, total = 0) {
    return text.replace("{shown}", this.numbers.format(shown)).replace("{total}", this.numbers.format(total));
  }

  /** From a thousand on in thousands: a mark is small. Its name is exact. */
  short(count) {
    return count < 1000 ? this.numbers.format(count) : `${this.numbers.format(Math.round(count / 1000))}\u202fk`;
  }
}

export const made = (name, className, text = "") => {
  const element = document.createElement(name);
  element.className = className;
  element.textContent = text;
  return element;
};
