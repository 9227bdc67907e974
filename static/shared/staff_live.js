/** One live connection for all pages of staff; pages come and go and hear what they ask for. */
import { get } from "./api.js";
import { listen } from "./live.js";
import { onUnmounted, reactive, watch } from "./vue.js";

const ears = new Set();
let connection = null;

/** The state of the connection, null while nobody is signed in. */
export const live = reactive({ connection: null });

export function startLive() {
  if (connection) return;
  connection = listen((event) => ears.forEach((ear) => ear(event)));
  live.connection = connection.state;
}

// A connection that ends may mean that the session did: asking tells, and shows the sign-in.
watch(
  () => live.connection?.connected,
  (isConnected, wasConnected) => wasConnected && isConnected === false && get("/session").catch(() => {}),
);

export function stopLive() {
  connection?.stop();
  connection = null;
  live.connection = null;
}

/** Calls `ear(event)` for each change while the component that asks is shown. */
export function useLive(ear) {
  ears.add(ear);
  onUnmounted(() => ears.delete(ear));
}

/** Calls `renew` each so often while the component that asks is looked at, and when it is again. */
export function useLooks(renew, every) {
  const look = () => document.hidden || renew();
  const timer = setInterval(look, every);
  document.addEventListener("visibilitychange", look);
  onUnmounted(() => {
    clearInterval(timer);
    document.removeEventListener("visibilitychange", look);
  });
}
