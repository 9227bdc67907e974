/** Which view is shown: by what stands behind the `#`, so that back, forward and links work. */
import { html, nextTick, reactive, shallowRef } from "./vue.js";

/** `path` as in the address, `params` from its pattern, `query` behind a `?`. */
export const route = reactive({ path: "/", params: {}, query: {} });

/** Goes to a view; `replace` leaves no step for "back". */
export function go(path, { replace = false } = {}) {
  const address = `#${path}`;
  if (replace) location.replace(address);
  else location.hash = address;
}

export const back = () => (history.length > 1 ? history.back() : go("/"));

/**
 * Draws the view of the address. `routes` are [pattern, view]: a pattern such as `/posts/:post`,
 * a view a component or a function that imports one (`() => import("./post.js")`, its default).
 */
export function useRouter(routes) {
  const table = routes.map(([pattern, view]) => ({ view, ...patternOf(pattern) }));
  const shown = shallowRef(null);
  let steps = 0;
  async function follow() {
    const step = ++steps;
    const [path, query = ""] = (location.hash.slice(1) || "/").split("?");
    const found = table.find((entry) => entry.test.test(path)) ?? table[0];
    const params = {};
    found.test.exec(path)?.slice(1).forEach((value, i) => (params[found.names[i]] = decoded(value)));
    const view = await loaded(found.view);
    // Who has gone on while the view was fetched is not brought back to it.
    if (step !== steps) return;
    Object.assign(route, { path, params, query: Object.fromEntries(new URLSearchParams(query)) });
    shown.value = view;
    scrollTo(0, 0);
    await nextTick();
    // Whoever hears the page instead of seeing it is told where they are now.
    document.querySelector("h1")?.focus({ preventScroll: true });
    // Which address is drawn by now; a slow network brings a view long after its address.
    document.documentElement.dataset.view = decoded(location.hash.slice(1)) || "/";
  }
  addEventListener("hashchange", follow);
  const ready = follow();
  return { shown, ready };
}

/** An address typed or cut short by hand is taken as it stands. */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

async function loaded(view) {
  if (typeof view !== "function") return view;
  try {
    return (await view()).default;
  } catch {
    return NotLoaded;
  }
}

const NotLoaded = {
  render: () => html`<main class="page"><h1 tabindex="-1">没有打开</h1>
    <p role="alert">这一页没有下载下来，可能是网络不通。</p>
    <button class="button" onClick=${() => location.reload()}>重新打开</button></main>`,
};

function patternOf(pattern) {
  const names = [];
  const source = pattern.replace(/:(\w+)/g, (_, name) => {
    names.push(name);
    return "([^/]+)";
  });
  return { names, test: new RegExp(`^${source}$`) };
}
