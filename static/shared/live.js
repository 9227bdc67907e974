/** Changes as they happen (handlers/LIVE.md): a websocket, or server-sent events where it cannot be. */
import { addressOf } from "./api.js";
import { reactive } from "./vue.js";

const PAUSES_MS = [500, 1000, 3000, 8000, 20000];
// After this many websockets that never opened, a proxy is in the way.
const TRIES = 2;
const SESSION_ENDED = 4401;

/**
 * `onEvent({type, id, ...})` for each; `reset` and `hello` too: after `reset` load lists anew; and
 * `ended` once the session is over, after which nothing more comes. Gives `{state: {connected}, stop()}`.
 */
export function listen(onEvent) {
  const state = reactive({ connected: false });
  let last, connection, timer, stopped = false, failures = 0, closed = 0;

  function hear(text) {
    if (stopped) return;
    const event = JSON.parse(text);
    if (event.id) last = event.id;
    // Being let in is not enough: who is sent away at once comes back more and more slowly.
    closed = 0;
    onEvent(event);
  }
  function opened() {
    state.connected = true;
    failures = 0;
  }
  function lost() {
    state.connected = false;
    if (stopped) return;
    const pause = PAUSES_MS[Math.min(closed++, PAUSES_MS.length - 1)];
    // All lose a server that stops at the same moment; they do not all come back at one.
    timer = setTimeout(connect, pause * (0.5 + Math.random()));
  }
  function ended() {
    stopped = true;
    state.connected = false;
    onEvent({ type: "ended" });
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
      if (event.code === SESSION_ENDED && !stopped) ended();
      else lost();
    };
    // Closing what is not open yet is something browsers complain about.
    return () => (isOpen ? socket.close() : (socket.onopen = () => socket.close()));
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
      source.close();
      if (JSON.parse(message.data).reason === "session_ended") ended();
      else lost();
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
