/** What this browser keeps for the person: settings and drafts. A full or forbidden store is no error. */
const PREFIX = "cunwu.";
const DRAFT = `${PREFIX}draft.`;
// What the store did not take, as JSON: it lasts as long as the page.
const unstored = new Map();

export function kept(name, otherwise = null) {
  try {
    const text = unstored.get(PREFIX + name) ?? localStorage.getItem(PREFIX + name);
    return text === null ? otherwise : JSON.parse(text);
  } catch {
    return otherwise;
  }
}

/** The database of pictures that are not sent yet. */
export const PICTURES = "cunwu";

/** Nobody who takes the phone next reads what was begun on it. */
export function forgetDrafts() {
  unstored.clear();
  try {
    const begun = Object.keys(localStorage).filter((name) => name.startsWith(DRAFT));
    begun.forEach((name) => localStorage.removeItem(name));
    indexedDB.deleteDatabase(PICTURES);
  } catch {
    // A browser that keeps nothing has nothing to forget.
  }
}

/** Keeps a value that JSON can hold; null forgets it. False if it is gone with this page. */
export function keep(name, value) {
  unstored.delete(PREFIX + name);
  try {
    if (value === null || value === undefined) localStorage.removeItem(PREFIX + name);
    else localStorage.setItem(PREFIX + name, JSON.stringify(value));
    return true;
  } catch {
    if (value !== null && value !== undefined) unstored.set(PREFIX + name, JSON.stringify(value));
    return false;
  }
}

// The browser asks before it closes a page on which something was typed that it could not keep.
addEventListener("beforeunload", (event) => {
  if ([...unstored.keys()].some((name) => name.startsWith(DRAFT))) event.preventDefault();
});
