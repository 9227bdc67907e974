/** Who is signed in on this page. The token itself stays in a cookie that no script can read. */
import { cookie, get, onSignedOut, post, put, remove } from "./api.js";
import { told } from "./ui.js";
import { reactive } from "./vue.js";
import { forgetDrafts, keep, kept } from "./kept.js";

const STAYS = "网络不通，还没有退出，别人用这部设备还能看到您的内容。连上网后请再退出一次。";
const AS_COOKIE = { headers: { "X-Session": "cookie" } };

/**
 * `me` is {account, name, grants, must_change_password} or null for nobody; until it `isChecked` it is
 * what this browser remembers, which may be over.
 */
export const session = reactive({ me: null, isChecked: false });

/** Finds out who is signed in; asks the server only where a session may be. */
export async function findSession() {
  if (cookie("_xsrf")) await check();
  else forget();
  session.isChecked = true;
}

async function check() {
  session.me = kept("me");
  try {
    take(await get("/session"));
  } catch (problem) {
    if (problem.code === "password_change_required") take({ ...session.me, must_change_password: true });
    else if (problem.status === 401) forget();
  }
}

export async function signInByPassword(username, password) {
  take(await post("/session/password", {}, { username, password }, AS_COOKIE));
}

/** `code` is what WeChat gave; in the demo any word that begins with `demo-`. */
export async function signInByCode(code, name) {
  take(await post("/session/wechat", {}, { code, name }, AS_COOKIE));
}

/** Where the browser goes so that WeChat says who this is; it comes back with `code` and `state`. */
export async function weChatAddress() {
  return (await get("/session/wechat-page", { to: location.pathname })).address;
}

/** With what WeChat added to the address as it sent the browser back. */
export async function signInFromWeChat(code, state) {
  take(await post("/session/wechat-page", {}, { code, state }, AS_COOKIE));
}

export async function changePassword(old, fresh) {
  await put("/me/password", {}, { old, new: fresh });
  take({ ...session.me, must_change_password: false });
}

export async function signOut() {
  // Whoever listens or renews stops here: the session is about to end.
  session.isChecked = false;
  try {
    await remove("/session");
  } catch (problem) {
    // An ended session is signed out of already; without a network one is not, and hears so.
    if (problem.status !== 401) {
      session.isChecked = true;
      return told(problem.code === "offline" ? STAYS : `还没有退出。${problem.detail}`);
    }
  }
  leave();
}

/** Nobody is signed in any more, and nothing that they began stays here. */
export function leave() {
  forget();
  forgetDrafts();
  session.isChecked = true;
}

/** The divisions over which I hold one of these roles. */
export function divisionsAs(...roles) {
  const grants = session.me?.grants ?? [];
  return grants.filter((grant) => roles.includes(grant.role)).map((grant) => grant.division);
}

export const holds = (...roles) => divisionsAs(...roles).length > 0;

/** Reads my roles anew, after they may have changed. */
export const refreshSession = async () => take(await get("/session"));

function take(me) {
  const { account, name, grants, must_change_password } = me;
  session.me = { account, name, grants, must_change_password };
  keep("me", session.me);
}

function forget() {
  session.me = null;
  keep("me", null);
}

onSignedOut(forget);

// The session is the browser's: signed out in one tab, the others must show nothing any more.
addEventListener("storage", ({ key }) => {
  if (key !== "cunwu.me" && key !== null) return;
  const now = kept("me");
  // What is on this page, and in its memory, is that of whoever was signed in when it was opened.
  if (session.me && now?.account !== session.me.account) location.reload();
  else session.me = now;
});
