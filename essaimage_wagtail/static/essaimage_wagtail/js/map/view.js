/**
 * A map that can be moved, in the place of the picture that the server drew: marks that lead to pages, groups of them
 * that open, the list on the page in step with it. Everything can be done by keyboard, and is told to those who do not
 * see it.
 */

const MOST_POINTS = 10000; // that are read one by one
const ROOM = 44; // pixels around the points
const CLOSEST = 8; // the zoom at which a map opens at most: its shapes have no more detail
const DEEPEST = 11; // the zoom that it can be brought to, without tiles
const ONE_PLACE = 0.0005; // degrees within which points are one place
const MOST_LISTED = 200;
const SHRINKS = 12; // pixels of a mark's radius, for the names around it
const TWINS = ".es-card, .es-similar__item, .es-tree__card, li";
const STILL = window.matchMedia("(prefers-reduced-motion: reduce)");
const COARSE = window.matchMedia("(pointer: coarse)");

const made = (name, className, text = "") => {
  const element = document.createElement(name);
  element.className = className;
  element.textContent = text;
  return element;
};

const local = (address) => {
  const url = new URL(address, window.location.href);
  return url.pathname + url.search;
};

export class MapView {
  /** `points`: the first answer (GeoJSON, with `next`); `parts`: what `js/map.js` loaded. */
  constructor(figure, config, points, parts) {
    Object.assign(this, parts, { figure, config, points: [], marks: new Map(), over: new AbortController() });
    this.numbers = new Intl.NumberFormat(config.language, { numberingSystem: "latn" });
    this.rules = new Intl.PluralRules(config.language);
    this.build();
    this.settle();
    this.read(points);
  }

  // Making it

  build() {
    const { L, config, figure } = this;
    const { words, tiles } = config;
    this.live = made("div", "es-map-live");
    this.skip = made("button", "es-map-live__skip es-button", words.skip);
    this.skip.type = "button";
    const ground = made("div", "es-map-live__ground");
    ground.dir = "ltr"; // west is on the left in every language
    this.area = made("a", "es-map-live__area es-button", words.area);
    this.area.dataset.essaimageLink = "";
    this.area.rel = "nofollow";
    this.area.hidden = true;
    this.hint = made("p", "es-map-live__hint", words.fingers);
    this.hint.setAttribute("aria-hidden", "true");
    this.status = made("p", "es-visually-hidden");
    this.status.setAttribute("role", "status");
    this.note = made("p", "es-map-live__note");
    this.note.hidden = true;
    this.live.append(this.skip, ground, this.area, this.hint, this.note, this.status);
    this.put(figure);

    const moving = !STILL.matches;
    this.map = L.map(ground, {
      attributionControl: false,
      zoomControl: false,
      zoomSnap: tiles ? 1 : 0.5,
      minZoom: 1,
      maxZoom: tiles ? tiles.max_zoom : DEEPEST,
      maxBounds: [
        [-89, -230],
        [89, 230],
      ],
      maxBoundsViscosity: 1,
      scrollWheelZoom: false,
      dragging: !COARSE.matches,
      zoomAnimation: moving,
      fadeAnimation: moving,
      markerZoomAnimation: moving,
      inertia: moving,
    });
    const mirrored = getComputedStyle(figure).direction === "rtl";
    L.control
      .zoom({ position: mirrored ? "topright" : "topleft", zoomInTitle: words.in, zoomOutTitle: words.out })
      .addTo(this.map);
    this.map.setView([0, 0], 1, { animate: false });
    this.world = new this.World(L, this.map, this.countries, config.language);
    this.world.places = config.names;
    if (tiles) {
      L.control
        .attribution({ position: mirrored ? "bottomleft" : "bottomright", prefix: false })
        .addTo(this.map);
      L.tileLayer(tiles.tiles, { attribution: tiles.attribution, maxZoom: tiles.max_zoom }).addTo(this.map);
    }
    ground.setAttribute("role", "group");
    ground.setAttribute("aria-label", config.label);
    this.tip = L.tooltip({ direction: "auto", offset: [14, 0], className: "es-map-live__tip" });
    this.listen(ground);
  }

  put(figure) {
    this.figure = figure;
    figure.prepend(this.live);
    figure.classList.add("es-map-figure--live");
  }

  listen(ground) {
    const { map } = this;
    const { signal } = this.over;
    const on = (target, type, act, options = {}) => target.addEventListener(type, act, { signal, ...options });
    map.on("moveend", () => this.moved());
    // The wheel scrolls the page until somebody has chosen the map.
    map.on("focus", () => map.scrollWheelZoom.enable());
    map.on("blur", () => map.scrollWheelZoom.disable());
    map.on("popupclose", () => {
      if (this.opener?.isConnected && ground.contains(document.activeElement)) this.opener.focus();
    });
    on(this.skip, "click", () => {
      const after = this.figure.querySelector("figcaption");
      after.focus();
    });
    on(ground, "keydown", (event) => {
      if (event.key !== "Escape") return;
      this.tip.remove();
      map.closePopup();
    });
    // One finger scrolls the page.
    on(
      ground,
      "touchmove",
      ({ touches }) => {
        this.hint.classList.toggle("es-map-live__hint--shown", touches.length < 2 && !map.dragging.enabled());
      },
      { passive: true },
    );
    on(ground, "touchend", () => this.hint.classList.remove("es-map-live__hint--shown"));
    for (const type of ["mouseover", "focusin"]) {
      on(ground, type, ({ target }) => this.point(target.closest(".es-map-mark")));
      on(document, type, ({ target }) => this.tell(target));
    }
    for (const type of ["mouseout", "focusout"]) on(ground, type, () => this.point(null));
    on(ground, "click", (event) => {
      const mark = event.target.closest(".es-map-mark");
      if (mark) this.choose(mark, event);
    });
  }

  // Points

  async read(points) {
    const { config } = this;
    const mine = (this.reading = {});
    this.points = [];
    this.untouched = true;
    this.take(points.features);
    if (!config.box) this.fit();
    else this.draw();
    let { next } = points;
    try {
      while (next && this.points.length < MOST_POINTS) {
        const answer = await this.json(local(next));
        if (this.reading !== mine) return;
        this.take(answer.features);
        this.draw();
        next = answer.next;
      }
      if (points.next && !config.box && this.untouched) this.fit();
    } catch {
      this.say(config.words.failed);
      return;
    }
    const total = points.numberMatched ?? this.points.length;
    this.say(next ? this.filled(config.words.some, this.points.length, total) : "");
  }

  take(features) {
    for (const { geometry, properties } of features) {
      const [longitude, latitude] = geometry.coordinates;
      const at = this.L.latLng(latitude, longitude);
      const { x, y } = this.L.CRS.EPSG3857.latLngToPoint(at, 0);
      const url = new URL(properties.url, window.location.href).href;
      const title = properties.site ? `${properties.title} – ${properties.site}` : properties.title;
      this.points.push({ at, x, y, url, title, here: Boolean(properties.here), language: properties.lang });
    }
    this.groups = new Map();
    this.byAddress = new Map(this.points.map((point) => [point.url, point]));
  }

  /** Where the search is, else where the points are, else everywhere. */
  settle() {
    const { box } = this.config;
    if (!box) return;
    const [west, south, east, north] = box;
    this.programmed = true;
    this.map.fitBounds(
      [
        [south, west],
        [north, east < west ? east + 360 : east],
      ],
      { animate: false },
    );
    this.programmed = false;
  }

  fit() {
    const { L, map } = this;
    this.programmed = true;
    if (this.points.length) {
      const bounds = L.latLngBounds(this.points.map(({ at }) => at));
      const maxZoom = this.config.tiles ? 13 : CLOSEST;
      map.fitBounds(bounds, { padding: [ROOM, ROOM], maxZoom, animate: false });
    } else {
      map.setView([20, 0], 1, { animate: false });
    }
    this.programmed = false;
    this.draw();
  }

  // Drawing

  at(zoom) {
    if (!this.groups.has(zoom)) this.groups.set(zoom, this.grouped(this.points, zoom));
    return this.groups.get(zoom);
  }

  draw() {
    const { L, map } = this;
    const zoom = map.getZoom();
    const view = map.getBounds().pad(0.2);
    const kept = new Map();
    for (const group of this.at(zoom)) {
      for (const point of group.members) point.group = group;
      const at = L.CRS.EPSG3857.pointToLatLng(L.point(group.x, group.y), zoom);
      group.at = at;
      group.key = `${group.members[0].url} ${group.members.length} ${at.lat.toFixed(5)} ${at.lng.toFixed(5)}`;
      if (view.contains(at)) kept.set(group.key, group);
    }
    const focused = document.activeElement;
    let lost = false;
    for (const [key, mark] of this.marks) {
      if (kept.has(key)) {
        mark.group = kept.get(key);
        mark.group.element = mark.element;
      } else {
        lost ||= mark.element === focused;
        mark.remove();
        this.marks.delete(key);
      }
    }
    const fresh = [...kept.values()].filter(({ key }) => !this.marks.has(key));
    // From the top to the bottom, which is the order of the keyboard.
    for (const group of fresh.sort((one, other) => one.y - other.y)) this.marks.set(group.key, this.mark(group));
    if (lost) (this.follow?.group?.element ?? map.getContainer()).focus({ preventScroll: true });
    this.follow = null;
    const boxes = [...kept.values()].map(({ at }) => {
      const { x, y } = map.latLngToContainerPoint(at);
      return [x - SHRINKS, y - SHRINKS, x + SHRINKS, y + SHRINKS];
    });
    if (!this.config.tiles) this.world.name(boxes);
  }

  mark(group) {
    const { L, map } = this;
    const [first] = group.members;
    const many = group.members.length > 1;
    const element = made(many ? "button" : "a", "es-map-mark leaflet-marker-icon");
    element.draggable = false;
    if (many) {
      element.type = "button";
      element.append(made("span", "es-map-mark__dot", this.short(group.members.length)));
      element.classList.add("es-map-mark--many");
      element.setAttribute("aria-label", this.said("many", group.members.length));
    } else {
      element.href = first.url;
      element.append(made("span", "es-map-mark__dot"));
      element.setAttribute("aria-label", first.title);
    }
    element.classList.toggle("es-map-mark--here", group.members.some(({ here }) => here));
    const Icon = L.Icon.extend({ createIcon: () => element, createShadow: () => null });
    const marker = L.marker(group.at, { icon: new Icon(), interactive: false, keyboard: false }).addTo(map);
    group.element = element;
    return { element, group, remove: () => marker.remove() };
  }

  groupOf(element) {
    return [...this.marks.values()].find((mark) => mark.element === element)?.group;
  }

  // Moving

  moved() {
    if (this.programmed) return;
    this.untouched = false;
    this.draw();
    const { map, config } = this;
    const view = map.getBounds();
    this.status.textContent = this.said("seen", this.points.filter(({ at }) => view.contains(at)).length);
    if (!config.area) return;
    this.area.href = config.area.replace("{box}", boxOf(view));
    this.area.hidden = false;
  }

  choose(element, event) {
    const { L, map } = this;
    const group = this.groupOf(element);
    // The end of a movement that began on a mark is no click.
    if (event.detail && map.dragging.moved()) {
      event.preventDefault();
      return;
    }
    if (group.members.length === 1) {
      // A finger cannot ask for the name first.
      if (COARSE.matches) {
        event.preventDefault();
        this.list(group, element);
      }
      return;
    }
    const bounds = L.latLngBounds(group.members.map(({ at }) => at));
    const one = bounds.getNorth() - bounds.getSouth() < ONE_PLACE && bounds.getEast() - bounds.getWest() < ONE_PLACE;
    if (one || map.getZoom() >= map.getMaxZoom()) {
      this.list(group, element);
    } else {
      [this.follow] = group.members;
      const closer = Math.max(map.getBoundsZoom(bounds, false, L.point(ROOM, ROOM)), map.getZoom() + 1);
      map.setView(bounds.getCenter(), Math.min(closer, map.getMaxZoom()), { animate: !STILL.matches });
    }
  }

  /** What is in one place, as a list. */
  list(group, element) {
    const box = made("div", "es-map-list");
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
    const close = made("button", "es-map-list__close", this.config.words.close);
    close.type = "button";
    close.addEventListener("click", () => this.map.closePopup());
    if (group.members.length > 1) box.append(made("p", "es-map-list__title", this.said("many", group.members.length)));
    box.append(items, close);
    box.dir = getComputedStyle(this.figure).direction;
    this.opener = element;
    const options = { closeButton: false, minWidth: 200, maxWidth: 280, autoPanPadding: [12, 12], offset: [0, -6] };
    this.L.popup(options).setLatLng(group.at).setContent(box).openOn(this.map);
    items.querySelector("a").focus({ preventScroll: true });
  }

  // The list on the page

  /** A mark that is pointed at: its name, and what stands for it in the list. */
  point(element) {
    this.tip.remove();
    for (const twin of document.querySelectorAll(".es-told")) twin.classList.remove("es-told");
    const group = element && this.groupOf(element);
    if (!group) return;
    if (group.members.length === 1) {
      const text = made("span", "", group.members[0].title);
      text.dir = "auto";
      this.tip.setLatLng(group.at).setContent(text).addTo(this.map);
      this.tip.getElement().setAttribute("aria-hidden", "true");
    }
    const addresses = new Set(group.members.map(({ url }) => url));
    for (const link of document.querySelectorAll(".essaimage a[href]")) {
      if (addresses.has(link.href) && !this.live.contains(link)) link.closest(TWINS)?.classList.add("es-told");
    }
  }

  /** Something in the list that is pointed at: its mark. */
  tell(target) {
    const twin = target instanceof Element && !this.live.contains(target) && target.closest(TWINS);
    const told = new Set();
    for (const link of twin ? twin.querySelectorAll("a[href]") : []) {
      const element = this.byAddress.get(link.href)?.group?.element;
      if (element) told.add(element);
      if (link.closest(TWINS) === twin && element) break;
    }
    for (const { element } of this.marks.values()) element.classList.toggle("es-map-mark--told", told.has(element));
  }

  // Other results

  async moveTo(figure, config) {
    this.config = config;
    this.map.closePopup();
    this.area.hidden = true;
    this.put(figure);
    this.map.invalidateSize({ animate: false });
    this.map.getContainer().setAttribute("aria-label", config.label);
    this.world.places = config.names;
    const mine = (this.reading = {});
    let first;
    try {
      first = config.url ? await this.json(config.url) : { features: config.features, next: null };
    } catch {
      this.say(config.words.failed);
      return;
    }
    if (this.reading === mine) this.read(first);
  }

  remove() {
    this.reading = null;
    this.over.abort();
    this.map.remove();
  }

  // Words

  say(text) {
    this.note.textContent = text;
    this.note.hidden = !text;
  }

  said(name, count) {
    const forms = this.config.words[name];
    return this.filled(forms[this.rules.select(count)] ?? forms.other, count);
  }

  filled(text, shown, total = 0) {
    return text.replace("{shown}", this.numbers.format(shown)).replace("{total}", this.numbers.format(total));
  }

  short(count) {
    return count < 1000 ? this.numbers.format(count) : `${this.numbers.format(Math.round(count / 1000))}\u202fk`;
  }
}

/** `west,south,east,north` of what is on the screen, within the world. */
const boxOf = (view) => {
  const round = (degrees) => Number(degrees.toFixed(3));
  const within = (longitude) => ((((longitude + 180) % 360) + 360) % 360) - 180;
  const whole = view.getEast() - view.getWest() >= 360;
  const [west, east] = whole ? [-180, 180] : [within(view.getWest()), within(view.getEast())];
  const [south, north] = [Math.max(-90, view.getSouth()), Math.min(90, view.getNorth())];
  return [west, south, east, north].map(round).join(",");
};
