/** What is being written survives a reload, a dead battery and a lost network. */
import { newKey } from "./api.js";
import { keep, kept } from "./kept.js";
import { session } from "./session.js";
import { told } from "./ui.js";
import { toRaw, watch } from "./vue.js";

const NOBODY = "nobody";
const FULL = "这部手机存不下草稿了：关掉页面，写的内容就没有了。请写完马上提交。";

/**
 * The name of a draft as its writer's own: a phone is lent, and the next one must not read it.
 * What was begun before signing in goes on as that of whoever then signs in.
 */
export const ownName = (name) => `${session.me?.account ?? NOBODY}.${name}`;
export const nobodysName = (name) => `${NOBODY}.${name}`;

/** True if something was begun under the name, by who is signed in. */
export const isBegun = (name) => kept(`draft.${ownName(name)}`) !== null;

/**
 * Keeps `form.values` under a name while they are typed, and puts them back. `key` is the
 * Idempotency-Key of this draft: it stays the same until `drop()`, so that a draft that was sent
 * without the answer arriving is not filed twice. `restored` says whether something was put back.
 */
export function useDraft(name, form) {
  const place = `draft.${ownName(name)}`, nobodys = `draft.${nobodysName(name)}`;
  const found = kept(place) ?? kept(nobodys);
  if (found && keep(place, found) && place !== nobodys) keep(nobodys, null);
  const draft = { key: found?.key ?? newKey(), restored: Boolean(found), drop, renew };
  if (found) Object.assign(form.values, found.values);
  let dropped = false, isWarned = false;
  watch(form.values, save, { deep: true });
  function save() {
    if (dropped || keep(place, { key: draft.key, values: toRaw(form.values) }) || isWarned) return;
    isWarned = true;
    told(FULL);
  }
  /** What was sent under the old key has arrived, and this is something else by now. */
  function renew() {
    draft.key = newKey();
    save();
  }
  function drop() {
    dropped = true;
    keep(place, null);
  }
  return draft;
}
