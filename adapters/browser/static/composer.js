// Sends typed text to the bot, and completes commands after a slash.

import { openForm } from "./forms.js";
import { say, typed } from "./state.js";
import { attempt } from "./toasts.js";
import { act } from "./requests.js";

const form = document.querySelector("#composer");
const box = document.querySelector("#write");
const menu = document.querySelector("#commands");
const options = [...(menu?.children ?? [])];

export function start() {
  if (!form) return;
  box.value ||= typed.get("write") ?? "";
  box.addEventListener("input", () => { typed.set("write", box.value); offer(); });
  box.addEventListener("keydown", onKey);
  box.addEventListener("blur", () => { menu.hidden = true; });
  menu.addEventListener("pointerdown", (event) => event.preventDefault());
  menu.addEventListener("click", ({ target }) => complete(target.closest("[role=option]")));
  form.addEventListener("submit", (event) => { event.preventDefault(); send(); });
  if (document.activeElement === box) offer(); // typing may begin before this script does
}

function send() {
  const text = box.value;
  if (!text.trim()) return box.focus();
  menu.hidden = true;
  attempt(form.querySelector("[type=submit]"), async () => {
    const opened = await act({ act: "typed", text });
    if (box.value === text) box.value = "";
    typed.set("write", box.value);
    if (opened.form) openForm(opened, "");
  });
}

function onKey(event) {
  if (event.isComposing) return;
  const moves = { ArrowDown: 1, ArrowUp: -1 };
  if (!menu.hidden && event.key in moves) choose(moves[event.key]);
  else if (!menu.hidden && event.key === "Escape") menu.hidden = true;
  else if (!menu.hidden && (event.key === "Tab" || (event.key === "Enter" && !isWhole()))) complete(chosen());
  else if (event.key === "Enter" && !event.shiftKey) send();
  else return;
  event.preventDefault();
}

function offer() {
  const begun = /^\/(\S*)$/.exec(box.value)?.[1].toLowerCase();
  for (const option of options) option.hidden = begun === undefined || !option.dataset.name.startsWith(begun);
  const count = offered().length;
  menu.hidden = !count;
  if (!count) return box.removeAttribute("aria-activedescendant");
  const exact = offered().find((option) => option.dataset.name === begun);
  if (exact || !offered().includes(chosen())) mark(exact ?? offered()[0]);
  say(`${count} ${count === 1 ? "command" : "commands"}, ${chosen().textContent}`);
}

function choose(step) {
  const all = offered();
  mark(all.at((all.indexOf(chosen()) + step) % all.length));
}

function mark(option) {
  for (const one of options) one.ariaSelected = one === option;
  box.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
}

function complete(option) {
  if (!option) return;
  box.value = `/${option.dataset.name} `;
  box.dispatchEvent(new Event("input"));
  box.focus();
}

const offered = () => options.filter((option) => !option.hidden);
const chosen = () => options.find((option) => option.ariaSelected === "true");
const isWhole = () => box.value === `/${chosen()?.dataset.name}`;
