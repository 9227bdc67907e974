/** Who is signed in on this page. The token itself stays in a cookie that no script can read. */
import { cookie, get, onSignedOut, post, put, remove } from "./api.js";
import { reactive } from "./vue.js";
import { keep, kept } from "./kept.js";

const AS_COOKIE = { headers: { "X-Session": "cookie" } };

/** `me` is {account, name, grants, must_change_password} or null for nobody. */
export const session = reactive({ me: null });

/** Finds out who is signed in; asks the server only where a session may be. */
export async function findSession() {
  if (!cookie("_xsrf")) return forget();
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
  await remove("/session");
  forget();
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
