/** Keeps pictures that are not sent yet across a reload; localStorage is too small for them. */
import { PICTURES } from "../shared/kept.js";

const STORE = "pictures";

/** {id, blob, media} by id, of one draft. A browser that keeps nothing gives none. */
export const keptPictures = (draft) => run("readonly", (store) => store.get(draft)).then((found) => found ?? []).catch(() => []);

/** Says whether they are kept. */
export const keepPictures = (draft, pictures) => run("readwrite", (store) => store.put(pictures, draft)).then(() => true, () => false);

export const forgetPictures = (draft) => run("readwrite", (store) => store.delete(draft)).catch(() => undefined);

async function run(mode, ask) {
  const base = await asPromise(opening());
  try {
    return await asPromise(ask(base.transaction(STORE, mode).objectStore(STORE)));
  } finally {
    base.close();
  }
}

function opening() {
  const request = indexedDB.open(PICTURES, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE);
  return request;
}

const asPromise = (request) => new Promise((done, fail) => {
  request.onsuccess = () => done(request.result);
  request.onerror = () => fail(request.error);
});
