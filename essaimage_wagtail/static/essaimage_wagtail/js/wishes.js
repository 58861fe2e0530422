/**
 * Puts wishes in order by buttons, which keys reach too. Without this module each initiative has a number to choose.
 *
 * The numbers stay in the form, hidden, and are what is sent.
 */

const element = (name, properties = {}, children = []) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};

class Wishes {
  constructor(root) {
    this.words = root.dataset;
    this.pitches = [...root.querySelectorAll("select")].map((select) => this.#take(select));
    this.most = Math.max(0, ...this.pitches.map(({ select }) => select.options.length - 1));
    this.order = this.pitches
      .filter(({ select }) => select.value)
      .sort((one, other) => Number(one.select.value) - Number(other.select.value));
    this.list = element("ol");
    this.list.setAttribute("aria-label", this.words.mine);
    const heading = element("p", { textContent: this.words.mine });
    heading.setAttribute("aria-hidden", "true");
    this.mine = element("div", { className: "es-wishes__mine" }, [heading, this.list]);
    this.status = element("p", { className: "es-visually-hidden", role: "status" });
    this.pitches[0].row.before(this.mine, this.status);
    this.#show();
  }

  #take(select) {
    const row = select.closest(".es-wishes__pitch");
    const label = row.querySelector("label");
    const title = label.textContent.trim();
    const pitch = { select, row, title, label };
    // What a label names is hidden: it is a text now.
    label.removeAttribute("for");
    select.hidden = true;
    pitch.add = this.#button(this.words.add, title, () => this.#add(pitch));
    row.append(pitch.add);
    return pitch;
  }

  #button(words, title, act) {
    const button = element("button", { type: "button", textContent: words });
    button.setAttribute("aria-label", `${words}: ${title}`);
    button.addEventListener("click", act);
    return button;
  }

  #add(pitch) {
    this.order.push(pitch);
    this.#show();
    this.#say(this.words.said, pitch);
    this.#buttons(pitch).at(-1).focus();
  }

  #remove(pitch) {
    this.order.splice(this.order.indexOf(pitch), 1);
    this.#show();
    this.#say(this.words.removed, pitch);
    pitch.add.focus();
  }

  #move(pitch, by) {
    const from = this.order.indexOf(pitch);
    this.order.splice(from, 1);
    this.order.splice(from + by, 0, pitch);
    this.#show();
    this.#say(this.words.said, pitch);
    const [up, down] = this.#buttons(pitch);
    const [wanted, other] = by < 0 ? [up, down] : [down, up];
    (wanted.disabled ? other : wanted).focus();
  }

  #buttons(pitch) {
    return [...this.list.children[this.order.indexOf(pitch)].querySelectorAll("button")];
  }

  #say(words, pitch) {
    const number = this.order.indexOf(pitch) + 1;
    this.status.textContent = words.replace("{number}", number).replace("{title}", pitch.title);
  }

  #show() {
    this.mine.hidden = this.order.length === 0;
    this.list.replaceChildren(...this.order.map((pitch, index) => this.#item(pitch, index)));
    for (const pitch of this.pitches) {
      const rank = this.order.indexOf(pitch) + 1;
      pitch.select.value = rank ? String(rank) : "";
      pitch.add.hidden = rank > 0;
      pitch.add.disabled = this.order.length >= this.most;
    }
  }

  #item(pitch, index) {
    const up = this.#button(this.words.up, pitch.title, () => this.#move(pitch, -1));
    const down = this.#button(this.words.down, pitch.title, () => this.#move(pitch, 1));
    const remove = this.#button(this.words.remove, pitch.title, () => this.#remove(pitch));
    up.disabled = index === 0;
    down.disabled = index === this.order.length - 1;
    const buttons = element("span", { className: "es-wishes__buttons" }, [up, down, remove]);
    return element("li", {}, [element("bdi", { textContent: pitch.title }), buttons]);
  }
}

for (const root of document.querySelectorAll("[data-essaimage-wishes]")) new Wishes(root);
