/** Changes as they happen (handlers/LIVE.md): a websocket, or server-sent events where it cannot be. */
import { addressOf } from "./api.js";
import { reactive } from "./vue.js";

const PAUSES_MS = [500, 1000, 3000, 8000, 20000];
// After this many websockets that never opened, a proxy is in the way.
const TRIES = 2;

/**
 * `onEvent({type, id, ...})` for each; `reset` and `hello` too: after `reset` load lists anew.
 * Gives `{state: {connected}, stop()}`.
 */
export function listen(onEvent) {
  const state = reactive({ connected: false });
  let last, connection, timer, stopped = false, failures = 0, closed = 0;

  function hear(text) {
    const event = JSON.parse(text);
    if (event.id) last = event.id;
    onEvent(event);
  }
  function opened() {
    Object.assign(state, { connected: true });
    failures = closed = 0;
  }
  function lost() {
    state.connected = false;
    if (stopped) return;
    timer = setTimeout(connect, PAUSES_MS[Math.min(closed++, PAUSES_MS.length - 1)]);
  }
  function bySocket() {
    const address = new URL(addressOf("/live", { after: last }), location.href);
    address.protocol = address.protocol.replace("http", "ws");
    const socket = new WebSocket(address);
    let isOpen = false;
    socket.onopen = () => ((isOpen = true), opened());
    socket.onmessage = (message) => hear(message.data);
    socket.onclose = (event) => {
      if (!isOpen) failures += 1;
      if (event.code === 4401) stopped = true;
      lost();
    };
    return () => socket.close();
  }
  function byEvents() {
    const source = new EventSource(addressOf("/live/events", { after: last }));
    source.onopen = opened;
    source.onmessage = (message) => hear(message.data);
    // The browser itself comes back after a lost network, but not after a refusal.
    source.onerror = () => {
      state.connected = false;
      if (source.readyState === EventSource.CLOSED) lost();
    };
    source.addEventListener("closed", (message) => {
      if (JSON.parse(message.data).reason === "session_ended") stopped = true;
      source.close();
      lost();
    });
    return () => source.close();
  }
  function connect() {
    connection = failures < TRIES ? bySocket() : byEvents();
  }
  function stop() {
    stopped = true;
    clearTimeout(timer);
    connection?.();
  }
  connect();
  return { state, stop };
}
