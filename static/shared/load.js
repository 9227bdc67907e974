/** Waiting for the API: one thing (`useLoad`) or a list page by page (`useList`), with its failures. */
import { get } from "./api.js";
import { reactive } from "./vue.js";

/**
 * `load()` gives a promise; the state has `data`, `busy`, `problem`, `reload()` and `renew()`, which
 * looks again without a word: what cannot be had then leaves what is there as it is.
 */
export function useLoad(load, { now = true } = {}) {
  const state = reactive({ data: null, busy: false, problem: null });
  const ask = latestOf(state);
  const take = (data) => (state.data = data);
  state.reload = () => ask(load, take);
  state.renew = () => ask(load, take, { quietly: true });
  if (now) state.reload();
  return state;
}

/**
 * A list of the API: `items` grow by `more()` while there is a `next`; `reload()` begins anew, and
 * `renew()` puts what came since in front and keeps what was paged.
 */
export function useList(template, values = () => ({}), { now = true } = {}) {
  const state = reactive({ items: [], next: null, busy: false, problem: null, done: false });
  const ask = latestOf(state);
  const page = (after) => () => get(template, { ...values(), after });
  const begin = ({ items, next }) => Object.assign(state, { items, next, done: true });
  const append = ({ items, next }) => Object.assign(state, { items: [...state.items, ...items], next });
  state.more = () => (state.next && !state.busy ? ask(page(state.next), append) : undefined);
  state.reload = () => ask(page(), begin);
  state.renew = () => ask(page(), (first) => begin(joined(first, state)), { quietly: true });
  if (now) state.reload();
  return state;
}

/** The first page as it is now, and behind it what was paged of the list as it was. */
function joined(first, { items, next }) {
  const end = first.items.at(-1)?.id;
  const at = items.findIndex((item) => item.id === end);
  // Nothing follows, or so much is new that nobody knows what lies between.
  if (!first.next || at === -1) return first;
  return { items: [...first.items, ...items.slice(at + 1)], next: at + 1 < items.length ? next : first.next };
}

/** Asks for a state: of several answers only that of the latest question counts. */
function latestOf(state) {
  let latest = 0;
  return async (load, take, { quietly = false } = {}) => {
    // Who was refused is refused again; the rest may have been the network's.
    if (quietly && (state.busy || isRefused(state.problem))) return;
    const mine = ++latest;
    if (!quietly) Object.assign(state, { busy: true, problem: null });
    try {
      const found = await load();
      if (mine === latest) take(found), (state.problem = null);
    } catch (problem) {
      if (mine === latest && !quietly) state.problem = problem;
    } finally {
      if (mine === latest) state.busy = false;
    }
  };
}

const isRefused = (problem) => problem?.status >= 400 && problem.status < 500;
