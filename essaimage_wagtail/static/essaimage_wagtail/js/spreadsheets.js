// The page of an import that is under way: shows how far it is, and asks for more work where the site has no worker.

const area = document.querySelector("[data-essaimage-import]");

const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function ask() {
  const { progressUrl, goOnUrl, steps } = area.dataset;
  const token = area.querySelector("[name=csrfmiddlewaretoken]").value;
  const options = steps
    ? { method: "POST", headers: { "X-CSRFToken": token, Accept: "application/json" } }
    : { headers: { Accept: "application/json" } };
  const response = await fetch(steps ? goOnUrl : progressUrl, { ...options, credentials: "same-origin" });
  if (!response.ok) throw new Error(response.statusText);
  return response.json();
}

function show({ done, total, silent }) {
  const bar = area.querySelector("progress");
  bar.max = total || 1;
  bar.value = done;
  area.querySelector("[data-essaimage-done]").textContent = done;
  // Without a worker this page does the work; with one, people may wake up another.
  area.querySelector("[data-essaimage-go-on]").hidden = Boolean(area.dataset.steps) || !silent;
}

async function follow() {
  for (let failures = 0; failures < 5; ) {
    try {
      const state = await ask();
      failures = 0;
      show(state);
      if (state.over) {
        window.location.reload();
        return;
      }
    } catch {
      failures += 1;
      await wait(2000);
    }
    await wait(area.dataset.steps ? 100 : 1500);
  }
  area.querySelector("[data-essaimage-go-on]").hidden = false;
}

if (area) follow();
