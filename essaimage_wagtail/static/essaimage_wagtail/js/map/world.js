/** What is under the marks where no server of tiles is named: the shapes of countries, and names. */

const UNIT = 100; // the numbers of the file are hundredths of a degree
const LETTER = 7.5; // pixels
const LINE = 18;
const MOST_NAMES = 60;

/** The rings of a country as `[[latitude, longitude], ...]`: the first point as it is, the others as steps. */
const unpacked = (numbers) => {
  const ring = [];
  let x = 0;
  let y = 0;
  for (let at = 0; at < numbers.length; at += 2) {
    x += numbers[at];
    y += numbers[at + 1];
    ring.push([y / UNIT, x / UNIT]);
  }
  return ring;
};

/** Degrees of longitude from one end of the widest ring to the other. */
const width = (rings) =>
  Math.max(
    ...rings.map((ring) => {
      let [west, east] = [Infinity, -Infinity];
      for (const [, longitude] of ring) {
        west = Math.min(west, longitude);
        east = Math.max(east, longitude);
      }
      return east - west;
    }),
  );

export class World {
  /** `countries`: as the file has them; `names`: `[[name, latitude, longitude, zoom]]` of smaller places. */
  constructor(L, map, countries, language) {
    this.L = L;
    this.map = map;
    const rings = countries.map(([, , packed]) => packed.map(unpacked));
    map.createPane("essaimage-land").style.zIndex = 150;
    L.polygon(rings.flat().map((ring) => [ring]), {
      className: "es-map-live__land",
      interactive: false,
      pane: "essaimage-land",
      renderer: L.svg({ pane: "essaimage-land", padding: 0.5 }),
    }).addTo(map);
    map.createPane("essaimage-names").style.zIndex = 450;
    const called = new Intl.DisplayNames([language, "en"], { type: "region", fallback: "none" });
    this.countries = countries
      .map(([code, point], index) => ({ name: code && point && called.of(code), point, wide: width(rings[index]) }))
      .filter(({ name }) => name)
      .sort((one, other) => other.wide - one.wide)
      .map(({ name, point, wide }) => ({ name, at: L.latLng(point[1], point[0]), wide, kind: "country" }));
    this.shown = new Map();
  }

  set places(names) {
    this.smaller = names.map(([name, latitude, longitude, zoom]) => ({
      name,
      at: this.L.latLng(latitude, longitude),
      zoom,
      kind: "place",
    }));
  }

  /** Names what is on the screen, where it is wide enough for its name and nothing else is there. `taken`: boxes
   * `[left, top, right, bottom]` in pixels of the map. */
  name(taken) {
    const { map } = this;
    const zoom = map.getZoom();
    const degree = (256 * 2 ** zoom) / 360;
    const { x: right, y: bottom } = map.getSize();
    const boxes = [...taken];
    const kept = new Map();
    const wide = ({ name }) => name.length * LETTER;
    const fits = this.countries.filter((one) => one.wide * degree > wide(one) * 0.8);
    for (const one of [...fits, ...this.smaller.filter((place) => zoom >= place.zoom)]) {
      if (kept.size >= MOST_NAMES) break;
      const { x, y } = map.latLngToContainerPoint(one.at);
      const half = wide(one) / 2;
      // The name of a place stands above it: on it may be a mark.
      const middle = one.kind === "place" ? y - LINE : y;
      const box = [x - half, middle - LINE / 2, x + half, middle + LINE / 2];
      if (box[0] < 0 || box[1] < 0 || box[2] > right || box[3] > bottom) continue;
      if (boxes.some((other) => crosses(box, other))) continue;
      boxes.push(box);
      kept.set(`${one.kind} ${one.name}`, one);
    }
    for (const [key, marker] of this.shown) {
      if (kept.has(key)) continue;
      marker.remove();
      this.shown.delete(key);
    }
    for (const [key, one] of kept) if (!this.shown.has(key)) this.shown.set(key, this.write(one));
  }

  write({ name, at, kind }) {
    // Where it stands does not depend on the direction of its letters.
    const html = document.createElement("span");
    html.append(Object.assign(document.createElement("bdi"), { textContent: name }));
    const className = `es-map-live__name es-map-live__name--${kind}`;
    const icon = this.L.divIcon({ html, className, iconSize: null });
    const marker = this.L.marker(at, { icon, interactive: false, keyboard: false, pane: "essaimage-names" });
    marker.addTo(this.map).getElement().setAttribute("aria-hidden", "true");
    return marker;
  }
}

const crosses = (one, other) => one[0] < other[2] && other[0] < one[2] && one[1] < other[3] && other[1] < one[3];
