/** Keeps what a page shows as it is at the server: at each message to me, and now and then. */
import { useLive, useLooks } from "../shared/staff_live.js";
import { onUnmounted } from "../shared/vue.js";

// What is to be done comes with a message, also from the worker; what nobody is told of is asked for.
const TELLING = new Set(["message", "hello", "reset"]);
const SOON_MS = 150;
const AGAIN_MS = 45_000;

/** Renews the states (`useLoad`, `useList`) of a page while it is shown. */
export function useRenewed(...states) {
  let soon = null;
  function renew() {
    soon = null;
    if (!document.hidden) states.forEach((state) => state.renew());
  }
  useLive(({ type }) => {
    if (TELLING.has(type)) soon ??= setTimeout(renew, SOON_MS);
  });
  useLooks(renew, AGAIN_MS);
  onUnmounted(() => clearTimeout(soon));
}
