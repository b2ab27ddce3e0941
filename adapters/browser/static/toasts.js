// Runs something that may fail: shows that it is busy, then an error with a retry.

import { Unsent } from "./requests.js";

const tray = document.querySelector("#toasts");

/** Runs the work, one at a time for each button. */
export async function attempt(button, work) {
  if (button.ariaBusy === "true") return;
  button.ariaBusy = "true";
  clear();
  try {
    await work();
  } catch (error) {
    toast(error.message, error.canRetry && (() => attempt(button, work)));
    if (!(error instanceof Unsent)) throw error;
  } finally {
    button.ariaBusy = null;
  }
}

export function clear() {
  tray.replaceChildren();
}

function toast(text, retry) {
  const box = document.createElement("div");
  box.className = "toast";
  box.append(Object.assign(document.createElement("p"), { textContent: text }));
  if (retry) box.append(button("Try again", retry));
  box.append(button("Dismiss", clear));
  // All but an open dialog is out of reach, so the sentence goes where the person is.
  (document.querySelector("dialog[open]") ?? document.body).append(tray);
  tray.replaceChildren(box);
}

function button(text, onclick) {
  return Object.assign(document.createElement("button"), { type: "button", className: "small", textContent: text, onclick });
}
