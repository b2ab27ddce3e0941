// The open form. Keeps the typed values until they are sent, whatever fails.

import { typed } from "./state.js";
import { attempt } from "./toasts.js";
import { act } from "./requests.js";

const dialog = document.querySelector("#form");
const sheet = dialog.querySelector(".sheet");
let pressed = "";

export function start() {
  dialog.addEventListener("submit", submit);
  dialog.addEventListener("input", keep);
  dialog.addEventListener("click", ({ target }) => {
    if (target.closest("[data-close]")) dialog.close();
    if (target.closest("[data-clear]")) unpick(target.closest("fieldset"));
    if (target.closest("[data-start-again]")) startAgain();
  });
}

/** Opens the form, or replaces it by the server's version; closes it if there is none. */
export function openForm(opened, entry) {
  if (!opened.form) return close();
  pressed = entry;
  sheet.innerHTML = opened.form;
  dialog.ariaLabel = sheet.querySelector("h2").textContent;
  if (!opened.is_rejected) restore();
  for (const area of sheet.querySelectorAll("textarea")) count(area);
  if (!dialog.open) dialog.showModal();
  (sheet.querySelector("fieldset[aria-invalid] input, :is(input, textarea, select)[aria-invalid]") ?? firstField()).focus();
}

/** Closes the form. Focuses its card if a redraw removed the button that opened it. */
function close() {
  dialog.close();
  const focused = document.activeElement;
  if (focused !== document.body && !dialog.contains(focused)) return;
  (document.querySelector(`#entry-${pressed}`) ?? document.querySelector("#write")).focus({ preventScroll: true });
}

function submit(event) {
  event.preventDefault();
  const form = event.target;
  attempt(form.querySelector("[type=submit]"), async () => {
    const { action, instance } = form.dataset;
    const values = read(form);
    const opened = await act({ act: "submitted", action: JSON.parse(action), instance, values }, pressed);
    if (!opened.is_rejected) typed.drop(action);
    openForm(opened, pressed);
  });
}

function keep({ target }) {
  typed.set(target.form.dataset.action, read(target.form));
  if (target.dataset.limit) count(target);
}

function restore() {
  const form = sheet.querySelector("form");
  const values = typed.get(form.dataset.action);
  if (!values || JSON.stringify(values) === JSON.stringify(read(form))) return;
  fill(form, values);
  form.querySelector(".restored").hidden = false;
}

function startAgain() {
  const form = sheet.querySelector("form");
  typed.drop(form.dataset.action);
  form.reset();
  form.querySelector(".restored").hidden = true;
  for (const area of form.querySelectorAll("textarea")) count(area);
  firstField().focus();
}

function read(form) {
  return Object.fromEntries(new FormData(form));
}

function fill(form, values) {
  for (const field of form.elements) {
    if (field.type === "radio" || field.type === "checkbox") field.checked = values[field.name] === field.value;
    else if (field.name) field.value = values[field.name] ?? "";
  }
}

function unpick(group) {
  for (const radio of group.querySelectorAll("[type=radio]")) radio.checked = false;
  group.querySelector("[type=radio]").focus();
  keep({ target: group.querySelector("[type=radio]") });
}

function firstField() {
  return sheet.querySelector(".field :is(input, textarea, select)") ?? sheet.querySelector("[type=submit]");
}

/** Shows the length from half the limit on. Never cuts the text. */
function count(area) {
  const note = area.parentElement.querySelector(".count");
  const [length, limit] = [[...area.value].length, Number(area.dataset.limit)];
  note.hidden = length < limit / 2;
  note.textContent = `${length.toLocaleString("en")} of ${limit.toLocaleString("en")} characters`;
  note.classList.toggle("over", length > limit);
}
