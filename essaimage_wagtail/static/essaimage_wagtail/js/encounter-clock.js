// The time that is left in a round, and a new page when the next one begins. Without it pages are right all the same, and
// are asked for again.

const LONGEST = 2 ** 31 - 1; // Milliseconds that a timer may take.
const GRACE = 1000; // So that the server is in the next phase already.

const two = (number) => String(number).padStart(2, "0");

function again(after) {
  if (after > 0 && after < LONGEST) setTimeout(() => location.reload(), after);
}

// The clock of the computer may be wrong: the server says what time it is.
const shown = document.querySelector("[data-essaimage-until]");
if (shown) {
  const ahead = Date.now() - Number(shown.dataset.essaimageNow);
  const until = Number(shown.dataset.essaimageUntil);
  const left = document.querySelector("[data-essaimage-left]");
  const clock = document.querySelector("[data-essaimage-clock]");
  const hour = new Intl.DateTimeFormat(document.documentElement.lang, {
    hour: "2-digit", minute: "2-digit", timeZone: clock.dataset.essaimageZone,
  });
  const tick = () => {
    const now = Date.now() - ahead;
    clock.textContent = hour.format(now);
    if (!left) return;
    const seconds = Math.max(0, Math.ceil((until - now) / 1000));
    const hours = Math.floor(seconds / 3600);
    const minutes = Math.floor(seconds / 60) % 60;
    // A day or more is not counted in seconds.
    if (hours < 24) left.textContent = `${hours ? `${hours}:${two(minutes)}` : minutes}:${two(seconds % 60)}`;
  };
  tick();
  setInterval(tick, 1000);
  if (until) again(until - Number(shown.dataset.essaimageNow) + GRACE);
  // What changes meanwhile, such as an initiative that withdraws, is seen within minutes.
  setTimeout(() => location.reload(), 3 * 60 * 1000);
}

const mine = document.querySelector("[data-essaimage-again]");
if (mine) again(Number(mine.dataset.essaimageAgain) * 1000);
