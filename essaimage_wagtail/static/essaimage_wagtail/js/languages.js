/* Offers a first visitor the page in the browser's language, and remembers which language was chosen. The choice is kept in
   Django's own cookie, by which the site's address without a language leads there. */
const ASKED = "essaimage-language-asked";
const proposals = [...document.querySelectorAll("[data-essaimage-proposal]")];
const { cookie, cookiePath, cookieDomain } = document.querySelector("[data-essaimage-languages]")?.dataset ?? {};

function chosen() {
  const pair = document.cookie.split("; ").find((each) => each.startsWith(`${cookie}=`));
  return pair && decodeURIComponent(pair.slice(cookie.length + 1));
}

function remember(code) {
  const where = (cookieDomain ? `; domain=${cookieDomain}` : "") + (location.protocol === "https:" ? "; Secure" : "");
  document.cookie = `${cookie}=${encodeURIComponent(code)}; path=${cookiePath}; max-age=31536000; SameSite=Lax${where}`;
}

/* A browser that keeps nothing asks at each visit. */
function asked(value) {
  try {
    if (value) localStorage.setItem(ASKED, value);
    return localStorage.getItem(ASKED);
  } catch {
    return null;
  }
}

/* "de-AT" is read by who reads "de"; what the reader likes best comes first. */
function proposal() {
  const current = document.querySelector("[data-essaimage-languages] [aria-current]")?.hreflang ?? document.documentElement.lang;
  const suits = (code, wanted) => wanted === code.toLowerCase() || wanted.split("-")[0] === code.toLowerCase();
  for (const wanted of [chosen(), ...navigator.languages].filter(Boolean).map((code) => code.toLowerCase())) {
    if (suits(current, wanted)) return undefined;
    const found = proposals.find(({ dataset }) => suits(dataset.essaimageProposal, wanted));
    if (found) return found;
  }
  return undefined;
}

if (cookie) {
  document.addEventListener("click", ({ target }) => {
    const link = target.closest("[data-essaimage-languages] a[hreflang], [data-essaimage-proposal] a[hreflang]");
    if (link) remember(link.hreflang);
    const close = target.closest("[data-essaimage-proposal] button");
    if (!close) return;
    asked("no");
    close.closest("[data-essaimage-proposal]").hidden = true;
  });
  const shown = asked() === "no" ? undefined : proposal();
  if (shown) shown.hidden = false;
}
