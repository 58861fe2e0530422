/* Marks the section that is read in the contents of a page, and closes those that lie over it. */
const contents = [...document.querySelectorAll("[data-essaimage-contents]")];
const links = contents.flatMap((each) => [...each.querySelectorAll('a[href^="#"]')]);
const sectionOf = (link) => document.getElementById(decodeURIComponent(link.hash.slice(1)));
const sections = [...new Set(links.map(sectionOf))]
  .filter((section) => section?.matches(".es-section"));
const read = new Set();

function mark(section) {
  for (const link of links) {
    if (section && link.hash === `#${section.id}`) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  contents.forEach(showCurrent);
}

/* Within the contents alone: the page stays where it is. */
function showCurrent(list) {
  const box = list.matches("details") ? list.querySelector("summary + *") : list;
  const link = box.querySelector("[aria-current]");
  if (!link || box.scrollHeight <= box.clientHeight) return;
  const [around, inside] = [box.getBoundingClientRect(), link.getBoundingClientRect()];
  if (inside.top < around.top || inside.bottom > around.bottom) {
    box.scrollTop += inside.top - around.top - (box.clientHeight - inside.height) / 2;
  }
}

/* The section that the reader asked for: it is the one that is read until it leaves the upper third, even where it is
   so short that the next one stands there too. */
let asked = document.querySelector(":target");

function markRead() {
  const section = read.has(asked) ? asked : sections.findLast((each) => read.has(each));
  if (section) mark(section);
  else if (sections[0].getBoundingClientRect().top > 0) mark(null);
}

/* A section is read while it is in the upper third of the window; between two, the one before. */
const observer = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    if (isIntersecting) read.add(target);
    else if (read.delete(target) && target === asked) asked = null;
  }
  markRead();
}, { rootMargin: "0px 0px -66%" });
for (const section of sections) observer.observe(section);
for (const link of links) {
  link.addEventListener("click", () => {
    asked = sectionOf(link);
    markRead();
  });
}

for (const details of contents.filter((each) => each.matches("details"))) {
  const summary = details.querySelector("summary");
  details.addEventListener("toggle", () => details.open && showCurrent(details));
  details.addEventListener("click", ({ target }) => {
    if (target.closest("a")) details.open = false;
  });
  details.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape" || !details.open) return;
    details.open = false;
    summary.focus();
  });
  document.addEventListener("click", ({ target }) => {
    if (!details.contains(target)) details.open = false;
  });
}
