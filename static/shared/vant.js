/** Vant's dialogs, toasts and icons, fetched after the page can be used: nobody waits for them. */
let loading;

/** Vant; already here where the face's page names it itself. */
export function vant() {
  if (window.vant) return Promise.resolve(window.vant);
  loading ??= Promise.all([add("script", { src: file("vant.js") }), addStyles()]).then(() => window.vant);
  loading.catch(() => (loading = undefined));
  return loading;
}

/** Its style sheet, which holds the icons; before the face's own, which change some of it. */
export function addStyles() {
  const sheet = document.querySelector('link[href$="/vendor/vant.css"]');
  if (sheet) return Promise.resolve();
  return add("link", { rel: "stylesheet", href: file("vant.css") }, (link) => document.head.prepend(link));
}

const file = (name) => new URL(`../vendor/${name}`, import.meta.url).href;

function add(kind, attributes, put = (element) => document.head.append(element)) {
  return new Promise((done, fail) => {
    const element = Object.assign(document.createElement(kind), attributes);
    element.onload = done;
    element.onerror = () => {
      element.remove();
      fail(new Error(`${kind} did not load`));
    };
    put(element);
  });
}
