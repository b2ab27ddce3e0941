// The event stream. Hidden tabs close it, since a browser keeps only six connections to a server.

import { showClock } from "./clock.js";
import { place } from "./entries.js";
import { showUnread } from "./people.js";
import { page } from "./state.js";

const gone = document.querySelector("#gone");
let source;
let wait;

export function start() {
  document.addEventListener("visibilitychange", () => (document.hidden ? stop() : connect()));
  addEventListener("pagehide", stop);
  addEventListener("pageshow", ({ persisted }) => persisted && connect());
  connect();
}

function connect() {
  stop();
  source = new EventSource(`/chat/live?${new URLSearchParams({ person: page.person, after: page.revision })}`);
  on("history", ({ mark }) => {
    gone.hidden = true;
    if (mark !== page.mark) location.reload(); // the server has begun anew, with another history
  });
  on("entries", place);
  on("unread", showUnread);
  on("clock", showClock);
  source.onerror = () => {
    stop();
    gone.hidden = false;
    wait = setTimeout(connect, 2000);
  };
}

function on(name, take) {
  source.addEventListener(name, ({ data }) => take(JSON.parse(data)));
}

function stop() {
  clearTimeout(wait);
  source?.close();
}
