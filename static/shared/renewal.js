/** Keeps what a view shows as it is at the server: told at once of what is mine, asking now and then. */
import { listen } from "./live.js";
import { refreshSession, session } from "./session.js";
import { onBeforeUnmount, onMounted, watch } from "./vue.js";

// What others do is told live only to those whose own it is; the rest is asked for.
const AGAIN_MS = 45_000;
// Several changes at once are one reason to look.
const SOON_MS = 150;
const shown = new Set();
let connection = null;
let timer = null;

/** Renews the states (`useLoad`, `useList`) for as long as somebody looks at the view. */
export function useRenewal(...states) {
  onMounted(() => {
    states.forEach((state) => shown.add(state));
    attend();
  });
  onBeforeUnmount(() => states.forEach((state) => shown.delete(state)));
}

function hear({ type }) {
  // It may tell of a role: who has been confirmed in their village may do more at once.
  if (type === "message") refreshSession().catch(() => undefined);
  lookSoon();
}

function lookSoon() {
  timer ??= setTimeout(look, SOON_MS);
}

function look() {
  timer = null;
  if (document.hidden || !session.isChecked) return;
  // What is being asked for may have been read before the change.
  const isLate = [...shown].some((state) => state.busy);
  shown.forEach((state) => state.renew());
  if (isLate) lookSoon();
}

/** Listens while somebody is signed in and looks; a page in the background costs the server nothing. */
function attend() {
  const wanted = session.me && session.isChecked && !document.hidden;
  if (wanted) connection ??= listen(hear);
  else leave();
}

function leave() {
  connection?.stop();
  connection = null;
}

watch(() => session.isChecked && session.me?.account, () => (leave(), shown.size && attend()));
document.addEventListener("visibilitychange", () => {
  if (!shown.size && !connection) return;
  attend();
  look();
});
setInterval(look, AGAIN_MS);
