/** What stands for the same initiative on the map and in the list on the page: where one is pointed at, both are marked. */

const TWINS = ".es-card, .es-similar__item, .es-tree__card, .es-origin, li";
const NODE = ".es-tree__node[id]"; // where a page has nothing to link to, the map leads there
const TOLD = "es-told";

/** Of an element within the list, the addresses that it leads to. */
export const addressesAt = (target) => {
  if (!(target instanceof Element)) return [];
  const links = target.closest(TWINS)?.querySelectorAll("a[href]") ?? [];
  const node = target.closest(NODE);
  const here = node ? [new URL(`#${node.id}`, window.location.href).href] : [];
  return [...here, ...[...links].map((link) => link.href)];
};

/** Marks what leads to these addresses, outside `map`, and nothing else. */
export const tell = (addresses, map) => {
  for (const twin of document.querySelectorAll(`.${TOLD}`)) twin.classList.remove(TOLD);
  if (!addresses.size) return;
  for (const node of document.querySelectorAll(NODE)) {
    if (addresses.has(new URL(`#${node.id}`, window.location.href).href)) node.firstElementChild.classList.add(TOLD);
  }
  for (const link of document.querySelectorAll(".essaimage a[href]")) {
    if (addresses.has(link.href) && !map.contains(link)) link.closest(TWINS)?.classList.add(TOLD);
  }
};
