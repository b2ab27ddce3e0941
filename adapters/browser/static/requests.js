// Sends requests to the server, and turns failures into messages.

import { place } from "./entries.js";
import { page } from "./state.js";

const keys = new Map();

export class Unsent extends Error {
  constructor(message, canRetry) {
    super(message);
    this.canRetry = canRetry;
  }
}

/** Sends one act. Repeats it under the same key until it is received, so that it counts once. */
export async function act(what, pressed = "") {
  const same = JSON.stringify([what, pressed]);
  const key = keys.get(same) ?? crypto.randomUUID();
  keys.set(same, key);
  const query = new URLSearchParams({ pressed, after: page.revision });
  const response = await post(`/chat/events?${query}`, { key, who: page.person, ...what });
  keys.delete(same);
  place(response.changes);
  return response.opened;
}

export async function post(path, body) {
  const response = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body, (_, value) => (typeof value === "string" ? value.toWellFormed() : value)),
  }).catch(() => {
    throw new Unsent("The server is not answering. What you typed is still here.", true);
  });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) {
    throw new Unsent(answer.message ?? `The server answered with an error (${response.status}).`, response.status >= 500);
  }
  return answer;
}
