/**
 * The buttons beside latitude and longitude (admin/point.py): a map on which a point is picked, with the mouse, a finger
 * or the keyboard, and the point of the territory that is chosen. What it needs is loaded when the map is opened.
 */
(() => {
  const DEEPEST = 13; // the zoom without tiles
  const NEAR = 10; // the zoom at which a point is looked at
  const WORLD = 2;
  const STEP = 10; // pixels that an arrow key moves the point by, ten times less with Shift
  const ROOM = 16; // pixels around the point where no name is written
  const ARROWS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

  const filled = (words, known) => words.replaceAll(/\{(\w+)\}/g, (_all, name) => known[name]);

  /** The number in a field: with a comma, or digits of another script. */
  const degrees = (text) => {
    const plain = text
      .replaceAll(/[\u061c\u200e\u200f\s]/g, "")
      .replaceAll(/[٠-٩]/g, (digit) => "٠١٢٣٤٥٦٧٨٩".indexOf(digit))
      .replace(/[,٫]/, ".")
      .replace("−", "-");
    const number = Number.parseFloat(plain);
    return /^[+-]?\d{1,3}(\.\d+)?°?$/.test(plain) ? number : Number.NaN;
  };

  const json = async (address) => {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(`${answer.status} ${address}`);
    return answer.json();
  };

  const styled = (address) =>
    new Promise((done, failed) => {
      const link = document.createElement("link");
      Object.assign(link, { rel: "stylesheet", href: address, onload: done, onerror: failed });
      document.head.append(link);
    });

  class PointPicker {
    constructor(box) {
      this.box = box;
      this.config = JSON.parse(box.dataset.essaimagePoint);
      this.fields = [...box.querySelectorAll("[data-essaimage-degrees]")];
      this.status = box.querySelector("[role=status]");
      this.frame = box.querySelector(".es-point__map");
      this.opener = box.querySelector("[data-essaimage-point-open]");
      this.write = new Intl.NumberFormat(this.config.language, {
        maximumFractionDigits: 6,
        useGrouping: false,
        numberingSystem: "latn",
      });
      box.querySelector(".es-point__ways").hidden = false;
      this.opener.addEventListener("click", () => this.toggle());
      box.querySelector("[data-essaimage-point-take]")?.addEventListener("click", () => this.take());
      box
        .querySelector("[data-essaimage-point-middle]")
        .addEventListener("click", () => this.choose(this.map.getCenter(), true));
      for (const field of this.fields) field.addEventListener("change", () => this.typed(field));
    }

    // The fields

    get point() {
      const [latitude, longitude] = this.fields.map(({ value }) => degrees(value));
      return Number.isNaN(latitude + longitude) || Math.abs(latitude) > 90 ? null : [latitude, longitude];
    }

    /** Latitude before longitude, also within words that are read from right to left. */
    get shown() {
      return `\u2066${this.fields.map(({ value }) => value).join(" ; ")}\u2069`;
    }

    put(point) {
      this.fields.forEach((field, index) => {
        field.value = this.write.format(point[index]);
        // Wagtail listens to both: it saves, and keeps the form from being left.
        for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, { bubbles: true }));
      });
    }

    say(name, known = {}) {
      this.status.textContent = filled(this.config.words[name], known);
    }

    typed(field) {
      if (/^\s*https?:/.test(field.value)) this.say("link");
      else if (this.map) this.show();
    }

    // The territory

    async take() {
      const pk = document.getElementById(this.config.territory)?.value;
      if (!pk) {
        this.say("first");
        return;
      }
      const before = this.fields.some(({ value }) => value.trim()) ? this.shown : "";
      try {
        const { name, point, problem } = await json(this.config.spot.replace("/0/", `/${pk}/`));
        if (problem) {
          this.status.textContent = problem;
          return;
        }
        this.put(point);
        this.say("taken", { name, point: this.shown });
        const { words } = this.config;
        if (before && before !== this.shown) this.status.append(` ${filled(words.before, { point: before })}`);
      } catch {
        this.say("failed");
      }
    }

    // The map

    async toggle() {
      const opens = this.frame.hidden;
      this.frame.hidden = !opens;
      this.opener.setAttribute("aria-expanded", String(opens));
      if (!opens) return;
      try {
        await (this.making ??= this.make());
      } catch (error) {
        console.warn("There is no map.", error);
        this.making = null;
        this.frame.hidden = true;
        this.opener.setAttribute("aria-expanded", "false");
        this.say("failed");
        return;
      }
      this.map.invalidateSize();
      await this.look();
      this.ground.focus();
    }

    async make() {
      const { config } = this;
      const [{ World }, countries] = await Promise.all([
        import(config.world),
        json(config.shapes),
        import(config.leaflet),
        styled(config.style),
      ]);
      const L = (this.L ??= window.L.noConflict());
      this.ground = this.frame.querySelector(".es-point__ground");
      const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
      this.map = L.map(this.ground, {
        attributionControl: false,
        zoomControl: false,
        maxZoom: config.tiles ? config.tiles.max_zoom : DEEPEST,
        minZoom: 1,
        worldCopyJump: true,
        scrollWheelZoom: false,
        zoomAnimation: !still,
        fadeAnimation: !still,
        inertia: !still,
      }).setView([20, 0], WORLD, { animate: false });
      this.ground.setAttribute("role", "group");
      this.ground.setAttribute("aria-label", config.words.map);
      L.control.zoom({ zoomInTitle: config.words.in, zoomOutTitle: config.words.out }).addTo(this.map);
      this.world = new World(L, this.map, countries, config.language);
      this.world.places = [];
      if (config.tiles) {
        L.control.attribution({ prefix: false }).addTo(this.map);
        const { tiles, attribution, max_zoom: maxZoom } = config.tiles;
        L.tileLayer(tiles, { attribution, maxZoom }).addTo(this.map);
      }
      this.map.on("focus", () => this.map.scrollWheelZoom.enable());
      this.map.on("blur", () => this.map.scrollWheelZoom.disable());
      this.map.on("click", ({ latlng }) => this.choose(latlng));
      this.map.on("moveend", () => this.name());
    }

    /** Goes to the point, else to the territory that is chosen. */
    async look() {
      let at = this.point;
      const pk = document.getElementById(this.config.territory)?.value;
      if (!at && pk) at = (await json(this.config.spot.replace("/0/", `/${pk}/`)).catch(() => ({}))).point;
      if (at) this.map.setView(at, Math.max(NEAR, this.map.getZoom()), { animate: false });
      this.show();
      this.name();
    }

    /** Towns around, for people to find their way. */
    async name() {
      const bounds = this.map.getBounds();
      if (this.named?.equals(bounds)) return;
      this.named = bounds;
      const box = {
        south: bounds.getSouth(),
        west: bounds.getWest(),
        north: bounds.getNorth(),
        east: bounds.getEast(),
      };
      const { places } = await json(`${this.config.around}?${new URLSearchParams(box)}`).catch(() => ({ places: [] }));
      if (this.named !== bounds) return;
      this.world.places = places.map((place) => [...place, 0]);
      const { x, y } = this.point ? this.map.latLngToContainerPoint(this.point) : { x: -ROOM, y: -ROOM };
      this.world.name([[x - ROOM, y - ROOM, x + ROOM, y + ROOM]]);
    }

    /** The mark where the fields say. */
    show() {
      const { point, L } = this;
      if (!point) {
        this.mark?.remove();
        this.mark = null;
        return;
      }
      if (this.mark) {
        this.mark.setLatLng(point);
      } else {
        const icon = L.divIcon({ className: "es-point__mark", iconSize: [32, 32] });
        this.mark = L.marker(point, { icon, draggable: true, autoPan: true, keyboard: true }).addTo(this.map);
        this.mark.on("dragend", () => this.choose(this.mark.getLatLng()));
        const element = this.mark.getElement();
        element.addEventListener("keydown", (event) => this.nudge(event));
      }
      this.mark.getElement().setAttribute("aria-label", filled(this.config.words.mark, { point: this.shown }));
    }

    nudge(event) {
      const arrow = ARROWS[event.key];
      if (!arrow) return;
      // The map would move too.
      event.preventDefault();
      event.stopPropagation();
      const step = event.shiftKey ? STEP / 10 : STEP;
      const at = this.map.latLngToContainerPoint(this.mark.getLatLng());
      const moved = this.map.containerPointToLatLng([at.x + arrow[0] * step, at.y + arrow[1] * step]);
      this.choose(moved);
      this.map.panInside(moved, { padding: [40, 40], animate: false });
    }

    choose(latlng, focuses = false) {
      const { lat, lng } = latlng.wrap();
      const places = this.map.getZoom() < 15 ? 4 : 6;
      this.put([lat, lng].map((number) => Number(number.toFixed(places))));
      this.show();
      this.say("now", { point: this.shown });
      if (focuses) this.mark.getElement().focus();
    }
  }

  const start = () => {
    for (const box of document.querySelectorAll("[data-essaimage-point]")) new PointPicker(box);
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
