/** What this browser keeps for the person: settings and drafts. A full or forbidden store is no error. */
const PREFIX = "cunwu.";

export function kept(name, otherwise = null) {
  try {
    const text = localStorage.getItem(PREFIX + name);
    return text === null ? otherwise : JSON.parse(text);
  } catch {
    return otherwise;
  }
}

/** The database of pictures that are not sent yet. */
export const PICTURES = "cunwu";

/** Nobody who takes the phone next reads what was begun on it. */
export function forgetDrafts() {
  try {
    const begun = Object.keys(localStorage).filter((name) => name.startsWith(`${PREFIX}draft.`));
    begun.forEach((name) => localStorage.removeItem(name));
    indexedDB.deleteDatabase(PICTURES);
  } catch {
    // A browser that keeps nothing has nothing to forget.
  }
}

/** Keeps a value that JSON can hold; null forgets it. Says whether it could. */
export function keep(name, value) {
  try {
    if (value === null || value === undefined) localStorage.removeItem(PREFIX + name);
    else localStorage.setItem(PREFIX + name, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}
