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
    for (const facet of region.querySelectorAll("details:not(.es-facet--secondary)")) facet.open = true;
  };

  /** What only works with this module is hidden in the page as it comes. */
  const prepare = () => {
    openFacets();
    const here = region.querySelector("[data-essaimage-here]");
    if (here && "geolocation" in navigator) here.hidden = false;
  };

  /** Asks the device where it is, and searches around that: to the nearest kilometre, which is near enough. */
  const searchHere = (button) => {
    button.disabled = true;
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
        button.disabled = false;
        button.textContent = button.dataset.essaimageFailed;
        status.textContent = button.dataset.essaimageFailed;
      },
      { maximumAge: 600000, timeout: 10000 },
    );
  };

  /** Puts `next` where the results were; what was open stays open, what had the focus keeps it. */
  const replace = (next) => {
    const inside = region.contains(document.activeElement) && document.activeElement;
    const key = inside && (inside.dataset.essaimageLink ?? inside.name ?? "");
    for (const facet of region.querySelectorAll("[data-essaimage-facet]")) {
      const same = next.querySelector(`[data-essaimage-facet="${CSS.escape(facet.dataset.essaimageFacet)}"]`);
      if (same && facet.open) same.open = true;
    }
    region.replaceWith(next);
    region = next;
    prepare();
    if (key === false) return;
    const name = key && CSS.escape(key);
    const target = key && region.querySelector(`[data-essaimage-link="${name}"], [name="${name}"]`);
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
    running?.abort();
    const mine = new AbortController();
    running = mine;
    region.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address, { signal: mine.signal, headers: { Accept: "text/html" } });
      if (!answer.ok) throw new Error(answer.statusText);
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

  // Years and places are in the results' region, but belong to the form.
  document.addEventListener("change", (event) => {
    if (event.target.form === form && region.contains(event.target)) show(formAddress(), { push: true });
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
  WIDE.addEventListener("change", openFacets);
  prepare();
}
