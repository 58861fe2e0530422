/**
 * Results as one types, and as one ticks a filter: fetches the address that the form or the link would have
 * led to, and takes the results out of the answer. Without this module everything works, page by page.
 */

const REGION = "[data-essaimage-results]";
const LANGUAGES = "[data-essaimage-languages]"; // the switcher leads to the same search in another language
const WAIT = 180; // ms without a keystroke before asking
const WIDE = window.matchMedia("(min-width: 60rem)");

const form = document.querySelector("form[data-essaimage-search]");
let region = document.querySelector(REGION);

if (form && region) {
  const status = document.createElement("p");
  status.className = "es-visually-hidden";
  status.setAttribute("role", "status");
  form.append(status);

  const hidden = form.querySelector("[data-essaimage-hidden]");
  const input = form.elements.q;
  let timer;
  let running;
  let changed; // the fields, of years or of a place, in which a choice was made that is not searched yet
  let shown = window.location.pathname + window.location.search;

  /** The address of the form as it stands, without empty fields. */
  const formAddress = () => {
    const address = new URL(form.action, window.location.href);
    address.search = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ""));
    return address.href;
  };

  /** On wide screens facets are beside the results and always open, as the style sheet shows them. */
  const openFacets = () => {
    if (!WIDE.matches) return;
    for (const facet of region.querySelectorAll(".es-filters, .es-facet:not(.es-facet--secondary)")) facet.open = true;
  };

  /** On narrow ones they would push the results away: they are behind one button again. */
  const fitFacets = () => {
    openFacets();
    const filters = region.querySelector(".es-filters");
    if (filters && !WIDE.matches) filters.open = false;
  };

  /** What only works with this module is hidden in the page as it comes. */
  const prepare = () => {
    openFacets();
    const here = region.querySelector("[data-essaimage-here]");
    if (here && "geolocation" in navigator) here.hidden = false;
  };

  /** Asks the device where it is, and searches around that: to the nearest kilometre, which is near enough. */
  const searchHere = (button) => {
    // Not `disabled`: that would take the focus from it.
    if (button.getAttribute("aria-disabled")) return;
    button.setAttribute("aria-disabled", "true");
    const failed = region.querySelector("[data-essaimage-failed]");
    failed.textContent = "";
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const address = new URL(formAddress());
        address.searchParams.delete("near");
        address.searchParams.set("lat", coords.latitude.toFixed(2));
        address.searchParams.set("lon", coords.longitude.toFixed(2));
        address.searchParams.set("sort", "distance");
        show(address.href, { push: true });
      },
      () => {
        button.removeAttribute("aria-disabled");
        failed.textContent = failed.dataset.essaimageFailed;
      },
      { maximumAge: 600000, timeout: 10000 },
    );
  };

  /** A selector of the same element in other results, nothing if there is none to look for. */
  const sameAs = (element) => {
    const attribute = ["data-essaimage-link", "name", "href"].find((name) => element.getAttribute(name));
    if (attribute) return `[${attribute}="${CSS.escape(element.getAttribute(attribute))}"]`;
    const facet = element.matches("summary") && element.closest("[data-essaimage-facet]");
    return facet ? `[data-essaimage-facet="${CSS.escape(facet.dataset.essaimageFacet)}"] > summary` : "";
  };

  /** Puts `next` where the results were; what was open stays open, what had the focus keeps it. */
  const replace = (next) => {
    const inside = region.contains(document.activeElement) && document.activeElement;
    const same = inside && sameAs(inside);
    for (const facet of region.querySelectorAll("[data-essaimage-facet]")) {
      const other = next.querySelector(`[data-essaimage-facet="${CSS.escape(facet.dataset.essaimageFacet)}"]`);
      if (other && facet.open) other.open = true;
    }
    region.replaceWith(next);
    region = next;
    document.dispatchEvent(new CustomEvent("essaimage:results"));
    prepare();
    if (!inside) return;
    const target = same && region.querySelector(same);
    if (target) {
      target.focus({ preventScroll: true });
    } else {
      const heading = region.querySelector("[data-essaimage-count]");
      heading?.setAttribute("tabindex", "-1");
      heading?.focus({ preventScroll: true });
    }
  };

  /** Shows what is at `address`; falls back to going there. */
  const show = async (address, { push = false, typed = false } = {}) => {
    clearTimeout(timer);
    changed = null;
    running?.abort();
    const mine = new AbortController();
    running = mine;
    region.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address, { signal: mine.signal, headers: { Accept: "text/html" } });
      // While search is resting, the answer says so where the results would be.
      if (!answer.ok && answer.status !== 503) throw new Error(answer.statusText);
      const text = await answer.text();
      if (mine.signal.aborted) return;
      const page = new DOMParser().parseFromString(text, "text/html");
      const next = page.querySelector(REGION);
      const nextForm = page.querySelector("form[data-essaimage-search]");
      if (!next || !nextForm) throw new Error("no results in the answer");
      document.title = page.title;
      hidden.replaceChildren(...nextForm.querySelectorAll("[data-essaimage-hidden] input"));
      document.querySelector(LANGUAGES)?.replaceChildren(...page.querySelectorAll(`${LANGUAGES} > *`));
      if (!typed) input.value = nextForm.elements.q.value;
      if (address !== window.location.href) window.history[push ? "pushState" : "replaceState"](null, "", address);
      shown = window.location.pathname + window.location.search;
      replace(document.adoptNode(next));
      status.textContent = region.querySelector("[data-essaimage-count]")?.textContent ?? "";
    } catch (error) {
      if (error.name === "AbortError") return;
      region.removeAttribute("aria-busy");
      // While one types, a network that fails is no reason to leave the page.
      if (!typed) window.location.assign(address);
    }
  };

  input.addEventListener("input", (event) => {
    if (event.isComposing) return; // a syllable that an input method has not finished
    clearTimeout(timer);
    timer = setTimeout(() => show(formAddress(), { typed: true }), WAIT);
  });
  input.addEventListener("compositionend", () => show(formAddress(), { typed: true }));

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    show(formAddress(), { push: true });
  });

  // Years and places are in the results' region, but belong to the form. A choice counts when one leaves its fields
  // (or presses Enter, or the button there): arrow keys go through a list from choice to choice. A click that leaves
  // them comes a moment later, and has to find what it was aimed at.
  const fields = ({ target }) => target.form === form && region.contains(target) && target.closest("[data-essaimage-facet]");
  document.addEventListener("change", (event) => {
    changed = fields(event) || changed;
  });
  document.addEventListener("focusout", ({ relatedTarget }) => {
    if (!changed || changed.contains(relatedTarget) || !document.hasFocus()) return;
    clearTimeout(timer);
    timer = setTimeout(() => show(formAddress(), { push: true }), WAIT);
  });

  document.addEventListener("click", (event) => {
    const here = event.target.closest?.("[data-essaimage-here]");
    if (here) searchHere(here);
    const link = event.target.closest?.("a[data-essaimage-link]");
    if (!link || !region.contains(link)) return;
    if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    show(link.href, { push: true });
  });

  window.addEventListener("popstate", () => {
    // A jump within the page is no other search.
    if (window.location.pathname + window.location.search !== shown) show(window.location.href);
  });
  WIDE.addEventListener("change", fitFacets);
  prepare();
}
