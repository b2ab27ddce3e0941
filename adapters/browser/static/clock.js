// Shows the clock, and moves it if it is simulated.

import { page, say } from "./state.js";
import { attempt } from "./toasts.js";
import { post } from "./requests.js";

const steps = document.querySelector("#steps");

export function start() {
  steps?.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-step]");
    if (button) attempt(button, () => move(button.dataset.step));
  });
}

export function showClock({ iso, day, time, zone }) {
  document.querySelector("#now").dateTime = iso;
  const words = { day, time, zone };
  for (const part of document.querySelectorAll("[data-clock]")) part.textContent = words[part.dataset.clock];
}

async function move(step) {
  const now = await post(`/chat/clock?${new URLSearchParams({ person: page.person })}`, { step });
  showClock(now);
  say(`It is now ${now.day}, ${now.time}`);
}
