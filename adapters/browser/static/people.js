// The list of people, with a search and unread counts.

const people = document.querySelector("#people");
const find = document.querySelector("#find");
const rows = [...people.querySelectorAll("[data-find]")];

export function start() {
  find.addEventListener("input", narrow);
  find.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "Enter") people.querySelector("li:not([hidden]) a")?.focus();
  });
  people.querySelector("[aria-current]")?.scrollIntoView({ block: "center", behavior: "instant" });
  showTotal();
}

export function showUnread(counts) {
  for (const row of rows) put(row.querySelector(".unread"), counts[row.dataset.address] ?? 0);
  showTotal();
}

function showTotal() {
  const all = document.querySelector("[data-all]");
  const counts = rows.map((row) => row.querySelector(".unread")).filter((badge) => !badge.hidden);
  if (all) put(all, counts.reduce((sum, badge) => sum + Number(badge.firstElementChild.textContent), 0));
}

function put(badge, count) {
  badge.hidden = !count;
  badge.firstElementChild.textContent = count;
}

function narrow() {
  const words = find.value.toLowerCase().split(/\s+/);
  for (const row of rows) row.hidden = !words.every((word) => row.dataset.find.toLowerCase().includes(word));
  for (const group of people.querySelectorAll("section")) group.hidden = !group.querySelector("li:not([hidden])");
  people.querySelector(".nobody").hidden = rows.some((row) => !row.hidden) || !rows.length;
}
