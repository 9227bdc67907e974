/** What is being written survives a reload, a dead battery and a lost network. */
import { newKey } from "./api.js";
import { keep, kept } from "./kept.js";
import { toRaw, watch } from "./vue.js";

/**
 * Keeps `form.values` under a name while they are typed, and puts them back. `key` is the
 * Idempotency-Key of this draft: it stays the same until `drop()`, so that a draft that was sent
 * without the answer arriving is not filed twice. `restored` says whether something was put back.
 */
export function useDraft(name, form) {
  const found = kept(`draft.${name}`);
  const draft = { key: found?.key ?? newKey(), restored: Boolean(found), drop, renew };
  if (found) Object.assign(form.values, found.values);
  let dropped = false;
  watch(form.values, save, { deep: true });
  function save() {
    if (!dropped) keep(`draft.${name}`, { key: draft.key, values: toRaw(form.values) });
  }
  /** What was sent under the old key has arrived, and this is something else by now. */
  function renew() {
    draft.key = newKey();
    save();
  }
  function drop() {
    dropped = true;
    keep(`draft.${name}`, null);
  }
  return draft;
}
