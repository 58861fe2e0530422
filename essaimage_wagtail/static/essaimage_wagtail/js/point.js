/*
 * Latitude and longitude: a pair copied from a map ("48.9335, 2.3522", "50°41′39″N 3°10′28″E"), or the address of a map,
 * pasted into one of the fields fills in both.
 */
(() => {
  const NUMBER = String.raw`([+-]?\d{1,3}(?:\.\d+)?)`;
  const WRITTEN = String.raw`([+-]?\d{1,3}[.,]\d+)`;
  const PAIR = new RegExp(String.raw`^\s*\(?${WRITTEN}(?:\s*;\s*|,\s*|\s+)${WRITTEN}\)?\s*$`);
  const ARC = String.raw`(\d{1,3})\s*°\s*(\d{1,2})\s*['’′]\s*(?:(\d{1,2}(?:[.,]\d+)?)\s*(?:["”″]|''))?\s*`;
  const ARCS = new RegExp(String.raw`^\s*${ARC}([NS])[\s,;]+${ARC}([EWO])\s*$`, "i");

  /** How addresses of maps say a point, those that say it best first. */
  const ADDRESSES = [
    String.raw`!3d${NUMBER}!4d${NUMBER}`, // Google Maps: the place, and below the middle of the map
    String.raw`[?&]mlat=${NUMBER}&mlon=${NUMBER}`, // OpenStreetMap: a mark
    String.raw`^geo:${NUMBER},${NUMBER}`,
    String.raw`[?&](?:q|query|ll|sll|center|coordinate|destination|daddr)=(?:loc:)?${NUMBER},\s*\+?${NUMBER}`,
    String.raw`@${NUMBER},${NUMBER}`,
    String.raw`[#&?](?:map=)?\d{1,2}(?:\.\d+)?/${NUMBER}/${NUMBER}`, // OpenStreetMap, uMap
    String.raw`[?&]cp=${NUMBER}~${NUMBER}`, // Bing
  ].map((form) => new RegExp(form));
  const TURNED = new RegExp(String.raw`(?:geoportail|cartes)\.gouv\.fr/.*[?&]c=${NUMBER},${NUMBER}`); // longitude first

  const seconds = ([degrees, minutes, rest = "0"], side) => {
    const value = Number(degrees) + Number(minutes) / 60 + Number(rest.replace(",", ".")) / 3600;
    return ((/[SWO]/i.test(side) ? -1 : 1) * value).toFixed(6);
  };

  /** `[latitude, longitude]` as texts, `null` where there is none. */
  function read(text) {
    const pair = PAIR.exec(text);
    if (pair) return pair.slice(1);
    const arcs = ARCS.exec(text);
    if (arcs) return [seconds(arcs.slice(1, 4), arcs[4]), seconds(arcs.slice(5, 8), arcs[8])];
    if (!/^\s*(?:https?:\/\/|geo:)/i.test(text)) return null;
    const address = text.trim().replaceAll(/%2C/gi, ",").replaceAll(/%7E/gi, "~");
    const turned = TURNED.exec(address);
    if (turned) return [turned[2], turned[1]];
    const found = ADDRESSES.map((form) => form.exec(address)).find(Boolean);
    return found ? found.slice(1, 3) : null;
  }

  function split({ type, inputType, target }) {
    if (type === "input" && inputType !== "insertFromPaste") return;
    const pair = target.matches?.("[data-essaimage-degrees]") && read(target.value);
    const fields = pair ? target.form.querySelectorAll("[data-essaimage-degrees]") : [];
    if (fields.length !== 2) return;
    fields.forEach((field, index) => {
      field.value = pair[index];
      if (field !== target) field.dispatchEvent(new Event("change", { bubbles: true }));
    });
    if (type === "input") target.dispatchEvent(new Event("change", { bubbles: true }));
  }

  for (const type of ["input", "change"]) document.addEventListener(type, split);
})();
