/** The sections of a sheet in Wagtail's form: one that is missing is added where it belongs. */

/** The StreamField of the sections, as Wagtail's script keeps it. */
const stream = () => document.getElementById("body-root")?.rootBlock;

/** Add an empty section and return its element; nothing where the form has no such section. */
export function add(type) {
  const body = stream();
  const known = body?.blockDef.childBlockDefsByName;
  if (!known?.[type]) {
    return null;
  }
  const value = body.blockDef.initialChildStates[type];
  const id = globalThis.crypto?.randomUUID?.() ?? null;
  return body.insert({ type, value, id }, indexFor(body, type), { animate: true }).element;
}

/** The element of the first section of a type that the form has, saved or not. */
export function existing(type) {
  return stream()?.children.find((section) => section.type === type)?.element ?? null;
}

/**
 * After the last section that one tells before it, and what continues that one: text, pictures, voices, which are of
 * another group and may stand anywhere.
 */
function indexFor(body, type) {
  const group = body.blockDef.groupedChildBlockDefs.find(([, defs]) => defs.some((def) => def.name === type));
  const order = group[1].map((def) => def.name);
  const ranks = body.children.map((section) => order.indexOf(section.type));
  const before = ranks.findLastIndex((rank) => rank >= 0 && rank < order.indexOf(type));
  const next = ranks.findIndex((rank, index) => index > before && rank >= 0);
  return next < 0 ? body.children.length : next;
}
