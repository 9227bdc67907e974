/** Starts a face: mounts it, shows its views, and asks who is not signed in to sign in first. */
import { applyMode } from "./mode.js";
import { route, useRouter } from "./router.js";
import { findSession, session } from "./session.js";
import { addStyles, vant } from "./vant.js";
import { createApp, defineAsyncComponent, h, html } from "./vue.js";

const LATER_MS = 2000;
const ChangePassword = defineAsyncComponent(() => import("./password.js").then((found) => found.ChangePassword));

/**
 * `routes` as in router.js; `open` are the paths that need nobody to be signed in (`() => true`
 * for all); `SignIn` is shown in place of the others; `Frame` draws what is around each view
 * (its slot); `patient` faces wait for the session before they draw, others draw at once.
 */
export async function start({ routes, SignIn, Frame, open = () => false, patient = true }) {
  applyMode();
  const found = findSession();
  if (patient) await found;
  const { shown, ready } = useRouter(routes);
  await ready;
  const view = () => {
    if (session.me?.must_change_password) return h(ChangePassword, { forced: true });
    if (!session.me && !open(route.path)) return h(SignIn);
    // The address is the key: another case is another page, not the old one changed.
    return h(shown.value, { key: route.path });
  };
  const app = createApp({ render: () => h(Frame ?? Plain, null, { default: () => [view()] }) });
  if (window.vant) app.use(window.vant);
  app.config.errorHandler = (error) => {
    // Nobody can read a page that stopped half-way: say so, and keep the trace for the console.
    console.error(error);
    document.getElementById("told").textContent = "页面出了问题，请刷新后再试。填写的内容都还在。";
  };
  app.mount("#app");
  document.documentElement.dataset.started = "yes";
  addStyles().catch(() => undefined);
  // By the time somebody is asked something the dialog is there, also if the network is gone.
  setTimeout(() => vant().catch(() => undefined), LATER_MS);
}

const Plain = { setup: (_, { slots }) => () => html`<div>${slots.default()}</div>` };
