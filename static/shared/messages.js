/** What the system told me: one list for all three faces, marked as read by being shown. */
import { post } from "./api.js";
import { useList } from "./load.js";
import { watch } from "./vue.js";

/** My messages; they were unread when the page came up, and stay marked so while it is shown. */
export function useMessages() {
  const list = useList("/me/messages");
  watch(
    () => list.items[0]?.id,
    (newest) => newest && post("/me/messages/read", {}, { up_to: newest }).catch(() => undefined),
  );
  return list;
}
