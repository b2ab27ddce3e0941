// Handles presses of the buttons of cards.

import { openForm } from "./forms.js";
import { attempt } from "./toasts.js";
import { act } from "./requests.js";

const confirm = document.querySelector("#confirm");

export function start() {
  document.querySelector("#entries")?.addEventListener("click", async ({ target }) => {
    const button = target.closest("[data-action]");
    if (!button || (button.classList.contains("danger") && !(await isSure(button.textContent)))) return;
    const pressed = button.closest(".entry").id.slice("entry-".length);
    const action = JSON.parse(button.dataset.action);
    attempt(button, async () => openForm(await act({ act: "pressed", action }, pressed), pressed));
  });
}

function isSure(label) {
  confirm.querySelector("[value=yes]").textContent = label;
  confirm.returnValue = "";
  confirm.showModal();
  confirm.querySelector("[value=no]").focus();
  return new Promise((sure) => {
    confirm.addEventListener("close", () => sure(confirm.returnValue === "yes"), { once: true });
  });
}
