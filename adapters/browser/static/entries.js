// Adds entries to the conversation, or replaces redrawn ones.

import { page, say } from "./state.js";

const talk = document.querySelector("#talk");
const list = document.querySelector("#entries");
const latest = document.querySelector("#latest");

export function start() {
  if (!talk) return;
  talk.addEventListener("scroll", () => { if (isAtEnd()) latest.hidden = true; }, { passive: true });
  latest.addEventListener("click", () => { show(list.lastElementChild); talk.focus(); });
  if (list.lastElementChild) show(list.lastElementChild, "instant");
}

/** Puts entries in their places. They may come twice and in any order: in a response and in the stream. */
export function place({ revision, entries }) {
  page.revision = Math.max(page.revision, revision);
  const wasAtEnd = isAtEnd();
  const added = entries.filter(put);
  if (!added.length) return;
  say(added.map((entry) => entry.announcement && `Upmentor: ${entry.announcement}`).filter(Boolean).join(". "));
  if (wasAtEnd || list.lastElementChild.classList.contains("mine")) show(list.lastElementChild);
  else latest.hidden = false;
}

/** Adds or replaces an entry. True if it was added. */
function put({ id, revision, html }) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  const fresh = holder.content.firstElementChild;
  const old = document.querySelector(`#entry-${id}`);
  if (old && Number(old.dataset.revision) >= revision) return false;
  if (old) {
    const hadFocus = old.contains(document.activeElement);
    old.replaceWith(fresh);
    if (hadFocus) fresh.focus({ preventScroll: true });
    return false;
  }
  fresh.classList.add("fresh");
  const before = [...list.children].findLast((entry) => Number(entry.id.slice("entry-".length)) < id);
  if (before) before.after(fresh);
  else list.prepend(fresh);
  return true;
}

function isAtEnd() {
  return talk.scrollHeight - talk.scrollTop - talk.clientHeight < 80;
}

/** Scrolls to the entry's end, or to its top if it is taller than the window. */
function show(entry, behavior = "auto") {
  const isTall = entry.offsetHeight > talk.clientHeight;
  entry.scrollIntoView({ block: isTall ? "start" : "end", behavior });
}
