/** The marks on a map: links, and buttons for groups; and the list of what is in one place. */

const MOST_LISTED = 200;

export class Marks {
  /** `parts`: what `js/map.js` loaded; `words`: a `Words`. */
  constructor(map, words, { L, made }) {
    Object.assign(this, { map, words, L, made, shown: new Map() });
    this.Icon = L.Icon.extend({
      initialize(element) {
        this.element = element;
      },
      createIcon() {
        return this.element;
      },
      createShadow: () => null,
    });
  }

  /**
   * Shows these groups and no others; those that were there stay as they are, with the focus if they have it. Returns
   * whether what had the focus is gone.
   */
  show(groups) {
    const wanted = new Map(groups.map((group) => [keyOf(group), group]));
    const focused = document.activeElement;
    let lost = false;
    for (const [key, { element, marker }] of this.shown) {
      const group = wanted.get(key);
      if (group) {
        this.shown.set(key, { element, marker, group });
        group.element = element;
        wanted.delete(key);
      } else {
        lost ||= element === focused;
        marker.remove();
        this.shown.delete(key);
      }
    }
    // From the top to the bottom, which is the order of the keyboard.
    const fresh = [...wanted].sort(([, one], [, other]) => one.y - other.y);
    for (const [key, group] of fresh) this.shown.set(key, this.add(group));
    return lost;
  }

  add(group) {
    const { L, made, map, words } = this;
    const [first] = group.members;
    const count = group.members.length;
    const element = made(count > 1 ? "button" : "a", "es-map-mark leaflet-marker-icon");
    element.draggable = false;
    element.append(made("span", "es-map-mark__dot", count > 1 ? words.short(count) : ""));
    element.setAttribute("aria-label", count > 1 ? words.counted("many", count) : first.title);
    if (count > 1) {
      element.type = "button";
      element.classList.add("es-map-mark--many");
    } else {
      element.href = first.url;
    }
    element.classList.toggle("es-map-mark--here", group.members.some(({ here }) => here));
    // Leaflet makes anything a button; these are links and buttons already.
    const options = { icon: new this.Icon(element), interactive: false, keyboard: false };
    const marker = L.marker(group.at, options).addTo(map);
    group.element = element;
    return { element, marker, group };
  }

  groupOf(element) {
    return [...this.shown.values()].find((mark) => mark.element === element)?.group;
  }

  tell(told) {
    for (const { element } of this.shown.values()) element.classList.toggle("es-map-mark--told", told.has(element));
  }

  /** What is in one place, as a list over the map; `direction`: that of the page. */
  list(group, direction) {
    const { L, made, map, words } = this;
    const box = made("div", "es-map-list");
    box.dir = direction;
    const items = made("ul", "es-map-list__items");
    items.setAttribute("role", "list");
    for (const { title, url } of group.members.slice(0, MOST_LISTED)) {
      const link = made("a", "", title);
      link.href = url;
      link.dir = "auto";
      const item = document.createElement("li");
      item.append(link);
      items.append(item);
    }
    const close = made("button", "es-map-list__close", words.texts.close);
    close.type = "button";
    close.addEventListener("click", () => map.closePopup());
    const count = group.members.length;
    if (count > 1) box.append(made("p", "es-map-list__title", words.counted("many", count)));
    box.append(items, close);
    const options = { closeButton: false, minWidth: 200, maxWidth: 280, autoPanPadding: [12, 12], offset: [0, -6] };
    L.popup(options).setLatLng(group.at).setContent(box).openOn(map);
    items.querySelector("a").focus({ preventScroll: true });
  }
}

const keyOf = ({ members, at }) =>
  `${members[0].url} ${members.length} ${at.lat.toFixed(4)} ${at.lng.toFixed(4)}`;
