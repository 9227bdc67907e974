/** How somebody got here: by a village's address, a scanned code, or back from WeChat's sign-in. */
import { get } from "../shared/api.js";
import { keep, kept } from "../shared/kept.js";
import { signInFromWeChat } from "../shared/session.js";
import { choose } from "./village.js";

/** Reads what the address says beside the view, acts on it, and takes it out of the address. */
export async function arrive() {
  const said = new URLSearchParams(location.search);
  if (![...said.keys()].length) return;
  const view = await viewOf(said);
  history.replaceState(null, "", location.pathname + (view ? `#${view}` : location.hash));
}

async function viewOf(said) {
  if (/^\d{12}$/.test(said.get("village") ?? "")) return void choose(said.get("village"));
  if (said.get("scene")) return open(said.get("scene"));
  if (said.get("code") && said.get("state")) return comeBack(said.get("code"), said.get("state"));
  return null;
}

const VIEWS = {
  village: () => "/",
  contacts: () => "/contacts",
  post: (id) => `/posts/${id}`,
  disclosure: (id) => `/disclosures/${id}`,
};

async function open(scene) {
  try {
    const { kind, target } = await get("/scenes", { scene });
    if (kind === "village" || kind === "contacts") choose(target);
    return VIEWS[kind](target);
  } catch {
    // A code that is torn or not ours: the home page is the best there is.
    return "/";
  }
}

async function comeBack(code, state) {
  const wanted = kept("wanted", "/");
  keep("wanted", null);
  try {
    await signInFromWeChat(code, state);
  } catch (problem) {
    keep("sign-in-problem", problem.errors[0]?.message ?? problem.detail);
  }
  return wanted;
}
