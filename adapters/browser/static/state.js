// Who the page is showing, and up to which change of the history.

const { person, mark, revision } = document.body.dataset;

export const page = { person, mark, revision: Number(revision) };

/** Keeps what is typed for as long as the tab lives, for this person only. */
export const typed = {
  get: (name) => JSON.parse(sessionStorage.getItem(`${page.person} ${name}`)),
  set: (name, value) => sessionStorage.setItem(`${page.person} ${name}`, JSON.stringify(value)),
  drop: (name) => sessionStorage.removeItem(`${page.person} ${name}`),
};

/** Read out by screen readers. */
export function say(text) {
  document.querySelector("#said").textContent = text;
}
