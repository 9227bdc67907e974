/** Waiting for the API: one thing (`useLoad`) or a list page by page (`useList`), with its failures. */
import { get } from "./api.js";
import { reactive } from "./vue.js";

/** `load()` gives a promise; the state has `data`, `busy`, `problem` and `reload()`. */
export function useLoad(load, { now = true } = {}) {
  let latest = 0;
  const state = reactive({ data: null, busy: false, problem: null, reload });
  async function reload() {
    const mine = ++latest;
    Object.assign(state, { busy: true, problem: null });
    try {
      const data = await load();
      if (mine === latest) state.data = data;
    } catch (problem) {
      if (mine === latest) state.problem = problem;
    } finally {
      if (mine === latest) state.busy = false;
    }
  }
  if (now) reload();
  return state;
}

/** A list of the API: `items` grow by `more()` while there is a `next`; `reload()` begins anew. */
export function useList(template, values = () => ({}), { now = true } = {}) {
  const state = reactive({ items: [], next: null, busy: false, problem: null, done: false, more, reload });
  let latest = 0;
  async function fetchPage(after) {
    const mine = ++latest;
    Object.assign(state, { busy: true, problem: null });
    try {
      const page = await get(template, { ...values(), after });
      if (mine !== latest) return;
      state.items = after ? [...state.items, ...page.items] : page.items;
      Object.assign(state, { next: page.next, done: true });
    } catch (problem) {
      if (mine === latest) state.problem = problem;
    } finally {
      if (mine === latest) state.busy = false;
    }
  }
  function more() {
    return state.next && !state.busy ? fetchPage(state.next) : undefined;
  }
  function reload() {
    return fetchPage(undefined);
  }
  if (now) reload();
  return state;
}
