// The person whom the page shows, and the last revision that it has.

const { person, mark, revision } = document.body.dataset;

export const page = { person, mark, revision: Number(revision) };

/** Keeps typed values of this person for the life of the tab. */
export const typed = {
  get: (name) => JSON.parse(sessionStorage.getItem(`${page.person} ${name}`)),
  set: (name, value) => sessionStorage.setItem(`${page.person} ${name}`, JSON.stringify(value)),
  drop: (name) => sessionStorage.removeItem(`${page.person} ${name}`),
};

/** Lets screen readers read the text. */
export function say(text) {
  document.querySelector("#said").textContent = text;
}
