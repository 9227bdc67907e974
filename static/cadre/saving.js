/** Storing what is typed whenever it differs, and never over what somebody else has stored since. */
import { reactive } from "../shared/vue.js";

/**
 * `sent()` is what is typed as the API takes it, `send(body)` stores it, `current()` is what is
 * stored (null for something new), `newest()` asks for it anew, `overtaken` is the code of the
 * refusal because it is newer than what was typed on, and `onStored(saved)` hears of success.
 * Gives `store()`, which is what is stored then or undefined, and `theirs`, which somebody else wrote.
 */
export function useSaving(form, draft, { sent, send, current, newest, overtaken, onStored }) {
  const saving = reactive({ theirs: null, store, insist });
  const typed = () => JSON.stringify(sent());
  let stored = draft.restored || !current() ? "" : typed();

  async function store() {
    // A file that is still on its way is part of what is typed: `submit` waits for it.
    const now = await form.submit(typed);
    if (now === undefined) return undefined;
    if (now === stored) return current();
    const saved = await form.submit(() => send(sent()));
    if (saved) {
      form.values.version = saved.version;
      stored = now;
      draft.drop();
      onStored(saved);
    } else if (form.problem?.code === overtaken) {
      saving.theirs = await newest();
    }
    return saved;
  }
  /** One's own words go over those of the other, who was read. */
  function insist() {
    form.values.version = saving.theirs.version;
    saving.theirs = null;
    return store();
  }
  return saving;
}
