/**
 * A map that can be moved, in the place of the picture that the server drew: marks that lead to pages, groups of them
 * that open, the list on the page in step with it. Everything can be done by keyboard, and is told to those who do not
 * see it.
 */

const MOST_POINTS = 10000; // that are read one by one
const ROOM = 32; // pixels around the points
const BUTTONS = 64; // where the buttons are
const CLOSEST = { drawn: 6, tiles: 13 }; // the zoom at which a map opens at most: drawn shapes have no more detail
const WORLD = 256; // pixels at zoom 0
const SNAP = 0.5;
const DEEPEST = 11; // the zoom that it can be brought to, without tiles
const REACH = 12; // pixels around the middle of a mark where no name is written
const STILL = window.matchMedia("(prefers-reduced-motion: reduce)");
const COARSE = window.matchMedia("(pointer: coarse)");

/** An address of this server's, whatever name its proxy gave it. */
const local = (address) => {
  const url = new URL(address, window.location.href);
  return url.pathname + url.search;
};

export class MapView {
  /** `points`: the first answer (GeoJSON, with `next`); `parts`: what `js/map.js` loaded. */
  constructor(figure, config, points, parts) {
    Object.assign(this, parts, { figure, config, points: [], over: new AbortController() });
    this.words = new parts.Words(config.words, config.language);
    this.build();
    this.listen();
    this.read(points);
  }

  get direction() {
    return getComputedStyle(this.figure).direction;
  }

  get closest() {
    return this.config.tiles ? CLOSEST.tiles : CLOSEST.drawn;
  }

  // Making it

  build() {
    const { L, made, config } = this;
    const { words, tiles } = config;
    this.live = made("div", "es-map-live");
    this.skip = made("button", "es-map-live__skip es-button", words.skip);
    this.skip.type = "button";
    this.ground = made("div", "es-map-live__ground");
    this.ground.dir = "ltr"; // west is on the left in every language
    this.area = made("a", "es-map-live__area es-button", words.area);
    this.area.dataset.essaimageLink = ""; // js/search.js follows it
    this.area.rel = "nofollow";
    this.area.hidden = true;
    this.hint = made("p", "es-map-live__hint", words.fingers);
    this.hint.setAttribute("aria-hidden", "true");
    this.status = made("p", "es-visually-hidden");
    this.status.setAttribute("role", "status");
    this.note = made("p", "es-map-live__note");
    this.note.hidden = true;
    // Leaflet's own style sheet holds within, as that of a site's own block does.
    const foreign = made("div", "es-foreign");
    foreign.append(this.ground);
    this.live.append(this.skip, this.area, foreign, this.hint, this.note, this.status);
    this.put(this.figure);

    const moving = !STILL.matches;
    this.map = L.map(this.ground, {
      attributionControl: false,
      zoomControl: false,
      zoomSnap: tiles ? 1 : SNAP,
      minZoom: tiles ? 0 : smallest(this.ground.clientWidth),
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
    const sides = this.direction === "rtl" ? ["right", "left"] : ["left", "right"];
    L.control.zoom({ position: `top${sides[0]}`, zoomInTitle: words.in, zoomOutTitle: words.out }).addTo(this.map);
    this.map.setView([20, 0], this.map.getMinZoom(), { animate: false });
    this.world = new this.World(L, this.map, this.countries, config.language);
    this.world.places = config.names;
    if (tiles) {
      L.control.attribution({ position: `bottom${sides[1]}`, prefix: false }).addTo(this.map);
      L.tileLayer(tiles.tiles, { attribution: tiles.attribution, maxZoom: tiles.max_zoom }).addTo(this.map);
    }
    this.marks = new this.Marks(this.map, this.words, this);
    this.ground.setAttribute("role", "group");
    this.ground.setAttribute("aria-label", config.label);
    this.tip = L.tooltip({ direction: "auto", offset: [14, 0], className: "es-map-live__tip" });
  }

  put(figure) {
    this.figure = figure;
    figure.prepend(this.live);
    figure.classList.add("es-map-figure--live");
  }

  listen() {
    const { map, ground } = this;
    const on = (target, type, act, options) =>
      target.addEventListener(type, act, { signal: this.over.signal, ...options });
    map.on("moveend", () => this.moved());
    // The wheel scrolls the page until somebody has chosen the map.
    map.on("focus", () => map.scrollWheelZoom.enable());
    map.on("blur", () => map.scrollWheelZoom.disable());
    on(this.skip, "click", () => this.figure.querySelector("figcaption").focus());
    on(ground, "click", (event) => {
      const mark = event.target.closest(".es-map-mark");
      if (mark) this.choose(mark, event);
    });
    on(ground, "keydown", ({ key }) => {
      if (key !== "Escape") return;
      this.tip.remove();
      map.closePopup();
    });
    map.on("popupclose", () => {
      if (ground.contains(document.activeElement)) (this.opener?.isConnected ? this.opener : ground).focus();
    });
    // One finger scrolls the page, and is told that it takes two.
    const one = ({ touches }) => touches.length === 1 && !map.dragging.enabled();
    const hint = (event) => this.hint.classList.toggle("es-map-live__hint--shown", one(event));
    on(ground, "touchmove", hint, { passive: true });
    on(ground, "touchend", () => this.hint.classList.remove("es-map-live__hint--shown"));
    for (const type of ["mouseover", "focusin"]) {
      on(ground, type, ({ target }) => this.point(target.closest(".es-map-mark")));
      on(document, type, ({ target }) => this.tell(target));
    }
    for (const type of ["mouseout", "focusout"]) on(ground, type, () => this.point(null));
  }

  // Points

  async read(answer) {
    const { config } = this;
    const mine = (this.reading = {});
    this.points = [];
    this.take(answer.features);
    this.untouched = true;
    this.look();
    let { next } = answer;
    try {
      while (next && this.points.length < MOST_POINTS) {
        const more = await this.json(local(next));
        if (this.reading !== mine) return;
        this.take(more.features);
        this.draw();
        ({ next } = more);
      }
    } catch {
      this.say(config.words.failed);
      return;
    }
    if (answer.next && this.untouched) this.look();
    this.say(next ? this.words.filled(config.words.some, this.points.length, answer.numberMatched) : "");
  }

  take(features) {
    const { L } = this;
    for (const { geometry, properties } of features) {
      const at = L.latLng(geometry.coordinates[1], geometry.coordinates[0]);
      const { x, y } = L.CRS.EPSG3857.latLngToPoint(at, 0);
      const url = new URL(properties.url, window.location.href).href;
      const title = properties.site ? `${properties.title} – ${properties.site}` : properties.title;
      this.points.push({ at, x, y, url, title, here: Boolean(properties.here) });
    }
    this.groups = new Map();
    this.byAddress = new Map(this.points.map((point) => [point.url, point]));
  }

  /** Goes where the search is, else where the points are, else shows everything. */
  look() {
    const { L, map, config } = this;
    this.programmed = true;
    if (config.box) {
      const [west, south, east, north] = config.box;
      const corners = [
        [south, west],
        [north, east < west ? east + 360 : east],
      ];
      map.fitBounds(corners, { animate: false });
    } else if (this.points.length) {
      // Beside the buttons.
      const [start, end] = this.direction === "rtl" ? [ROOM, BUTTONS] : [BUTTONS, ROOM];
      map.fitBounds(L.latLngBounds(this.points.map(({ at }) => at)), {
        paddingTopLeft: [start, ROOM],
        paddingBottomRight: [end, ROOM],
        maxZoom: this.closest,
        animate: false,
      });
    } else {
      map.setView([20, 0], map.getMinZoom(), { animate: false });
    }
    this.programmed = false;
    this.draw();
  }

  draw() {
    const { L, map } = this;
    const zoom = map.getZoom();
    if (!this.groups.has(zoom)) {
      const groups = this.grouped(this.points, zoom);
      for (const group of groups) group.at = L.CRS.EPSG3857.pointToLatLng(L.point(group.x, group.y), zoom);
      this.groups.set(zoom, groups);
    }
    const groups = this.groups.get(zoom);
    for (const group of groups) for (const point of group.members) point.group = group;
    const view = map.getBounds().pad(0.2);
    const seen = groups.filter(({ at }) => view.contains(at));
    if (this.marks.show(seen)) (this.follow?.group.element ?? this.ground).focus({ preventScroll: true });
    this.follow = null;
    if (this.config.tiles) return;
    const boxes = seen.map(({ at }) => map.latLngToContainerPoint(at));
    this.world.name(boxes.map(({ x, y }) => [x - REACH, y - REACH, x + REACH, y + REACH]));
  }

  // What a visitor does

  moved() {
    if (this.programmed) return;
    this.untouched = false;
    this.draw();
    const view = this.map.getBounds();
    const count = this.points.filter(({ at }) => view.contains(at)).length;
    this.status.textContent = this.words.counted("seen", count);
    if (!this.config.area) return;
    this.area.href = this.config.area.replace("{box}", boxOf(view));
    this.area.hidden = false;
  }

  choose(element, event) {
    const { L, map } = this;
    const group = this.marks.groupOf(element);
    const { members } = group;
    // The end of a movement that began on a mark is no click. A keyboard's has no number.
    if (event.detail && map.dragging.moved()) {
      event.preventDefault();
      return;
    }
    // A finger cannot ask for the name first.
    if (members.length === 1 && !COARSE.matches) return;
    event.preventDefault();
    this.opener = element;
    const apart = this.apart(members);
    if (!apart) {
      this.marks.list(group, this.direction);
      return;
    }
    [this.follow] = members;
    const bounds = L.latLngBounds(members.map(({ at }) => at));
    const whole = Math.min(map.getBoundsZoom(bounds, false, L.point(ROOM, ROOM)), this.closest);
    map.setView(bounds.getCenter(), Math.max(whole, apart), { animate: !STILL.matches });
  }

  /** The zoom from which points have several marks, nothing if they never have. */
  apart(members) {
    const deepest = this.map.getMaxZoom();
    for (let zoom = this.map.getZoom() + 1; zoom <= deepest; zoom += 1) {
      if (this.grouped(members, zoom).length > 1) return zoom;
    }
    return this.grouped(members, deepest).length > 1 ? deepest : 0;
  }

  /** A mark that is pointed at, or none: its name, and what stands for it in the list. */
  point(element) {
    this.tip.remove();
    const group = element && this.marks.groupOf(element);
    const members = group ? group.members : [];
    this.twins.tell(new Set(members.map(({ url }) => url)), this.live);
    if (members.length !== 1) return;
    const text = this.made("span", "", members[0].title);
    text.dir = "auto";
    this.tip.setLatLng(group.at).setContent(text).addTo(this.map);
    this.tip.getElement().setAttribute("aria-hidden", "true"); // the mark has this name
  }

  /** Something on the page that is pointed at: its mark. */
  tell(target) {
    const addresses = this.live.contains(target) ? [] : this.twins.addressesAt(target);
    const marks = addresses.map((address) => this.byAddress.get(address)?.group.element);
    this.marks.tell(new Set(marks.filter(Boolean)));
  }

  say(text) {
    this.note.textContent = text;
    this.note.hidden = !text;
  }

  // Other results

  /** Goes on in the figure of another answer to the same search, where it was. */
  async moveTo(figure, config) {
    const mine = (this.reading = {});
    this.config = config;
    this.map.closePopup();
    this.area.hidden = true;
    this.put(figure);
    this.map.invalidateSize({ animate: false });
    this.ground.setAttribute("aria-label", config.label);
    this.world.places = config.names;
    try {
      const answer = config.url ? await this.json(config.url) : { features: config.features };
      if (this.reading === mine) this.read(answer);
    } catch {
      this.say(config.words.failed);
    }
  }

  remove() {
    this.reading = null;
    this.over.abort();
    this.map.remove();
  }
}

/** The zoom at which the world is hardly narrower than so many pixels. */
const smallest = (width) => Math.max(0, Math.floor(Math.log2(width / WORLD) / SNAP) * SNAP);

/** `west,south,east,north` of what is on the screen, within the world. */
const boxOf = (view) => {
  const round = (degrees) => Number(degrees.toFixed(3));
  const within = (longitude) => ((((longitude + 180) % 360) + 360) % 360) - 180;
  const whole = view.getEast() - view.getWest() >= 360;
  const [west, east] = whole ? [-180, 180] : [within(view.getWest()), within(view.getEast())];
  const [south, north] = [Math.max(-90, view.getSouth()), Math.min(90, view.getNorth())];
  return [west, south, east, north].map(round).join(",");
};
