/** What happened, for the pages of the township: many changes at once are one reason to look again. */
import { useLive as hear, useLooks } from "../shared/staff_live.js";
import { onUnmounted } from "../shared/vue.js";

export { live, startLive, stopLive } from "../shared/staff_live.js";

const PAUSE_MS = 600;
/** For views that ask for many figures at once. */
export const SLOWLY_MS = 1500;

/**
 * Calls `reload` soon after something happened that `concerns` says true of, once for many at once,
 * while the component that asks is shown; after a break in any case.
 */
export function useLive(concerns, reload, pause = PAUSE_MS) {
  let timer = null;
  hear((event) => {
    if (event.type !== "reset" && !concerns(event)) return;
    timer ??= setTimeout(() => {
      timer = null;
      reload();
    }, pause);
  });
  onUnmounted(() => clearTimeout(timer));
}

/** How often a list is looked at again that no event tells of, and how often figures that cost more. */
const OFTEN_MS = 10_000;
export const SELDOM_MS = 60_000;

/** Calls `renew` each so often while the component that asks is looked at, and when it is again. */
export function useRenewal(renew, every = OFTEN_MS) {
  useLooks(renew, every);
}
