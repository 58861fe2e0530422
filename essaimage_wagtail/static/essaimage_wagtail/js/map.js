/**
 * Makes maps that can be moved of the pictures that the server drew: what that takes is loaded once one of them is on
 * the screen. Without this module, and where anything fails, the picture stays.
 */

const MAPS = "figure[data-essaimage-map]";
const NEAR = "300px"; // of the screen's edge

const views = new Set();
let parts; // of the code, the same for every map

const styled = (address) =>
  new Promise((done, failed) => {
    const link = document.createElement("link");
    Object.assign(link, { rel: "stylesheet", href: address, onload: done, onerror: failed });
    document.head.append(link);
  });

const json = async (address) => {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${answer.status} ${address}`);
  return answer.json();
};

/** The map library leaves no global name behind: a page may have another version of it. */
const leaflet = async (address) => {
  await import(address);
  return window.L.noConflict();
};

/** By addresses that the page names: those of files that never change have a fingerprint in them. */
const load = async ({ modules, leaflet: library, style, shapes }) => {
  const loaded = modules.map((address) => import(address));
  const [L, countries] = await Promise.all([leaflet(library), json(shapes), styled(style)]);
  const [view, clusters, marks, twins, words, world] = await Promise.all(loaded);
  return { ...view, ...clusters, ...marks, ...words, ...world, twins, L, countries };
};

const open = async (figure) => {
  const config = JSON.parse(figure.dataset.essaimageMap);
  try {
    const first = config.url ? json(config.url) : { features: config.features, next: null };
    parts ??= load(config.files);
    const [{ MapView, ...others }, points] = await Promise.all([parts, first]);
    if (figure.isConnected) views.add(new MapView(figure, config, points, { json, ...others }));
  } catch (error) {
    console.warn("The map stays a picture.", error);
  }
};

const seen = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      open(target);
    }
  },
  { rootMargin: NEAR },
);

const look = () => {
  const figures = [...document.querySelectorAll(MAPS)];
  const fresh = figures.filter((figure) => ![...views].some((view) => view.figure === figure));
  // Other results of the same search: the map that was there goes on.
  for (const view of views) {
    if (view.figure.isConnected) continue;
    const figure = fresh.shift();
    if (figure) {
      view.moveTo(figure, JSON.parse(figure.dataset.essaimageMap));
    } else {
      view.remove();
      views.delete(view);
    }
  }
  for (const figure of fresh) seen.observe(figure);
};

document.addEventListener("essaimage:results", look);
look();
