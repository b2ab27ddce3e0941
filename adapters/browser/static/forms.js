// The form that is open. Whatever happens, what was typed stays until it has got through.

import { typed } from "./state.js";
import { attempt } from "./toasts.js";
import { act } from "./wire.js";

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

/** Opens the form, or puts what the server made of it in its place; none at all closes it. */
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

/** Where the button that opened the form has been drawn away, its card takes the focus. */
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

/** Shown from half of what fits on; nothing is cut off. */
function count(area) {
  const note = area.parentElement.querySelector(".count");
  const [length, limit] = [[...area.value].length, Number(area.dataset.limit)];
  note.hidden = length < limit / 2;
  note.textContent = `${length.toLocaleString("en")} of ${limit.toLocaleString("en")} characters`;
  note.classList.toggle("over", length > limit);
}
