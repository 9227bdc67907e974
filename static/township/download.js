/** Takes a file from the API with a bar that shows how far it is, and says what went wrong. */
import { Problem } from "../shared/api.js";
import { reactive } from "../shared/vue.js";

const FAILED = "文件没有下载下来，请检查网络后再试一次。";

/** `download.start(address, name)`; `busy`, `share` (0..1, null while unknown), `problem`. */
export function useDownload() {
  const state = reactive({ busy: "", share: null, problem: null, start });
  async function start(address, name) {
    if (state.busy) return;
    Object.assign(state, { busy: name, share: null, problem: null });
    try {
      save(await fetched(address, (share) => (state.share = share)), name);
    } catch (problem) {
      state.problem = problem instanceof Problem ? problem : new Problem({ code: "offline", detail: FAILED });
    } finally {
      state.busy = "";
    }
  }
  return state;
}

async function fetched(address, onShare) {
  const answer = await fetch(address, { credentials: "same-origin" });
  if (!answer.ok) throw new Problem({ detail: FAILED, ...(await answer.json().catch(() => ({}))), status: answer.status });
  // What is packed on its way is longer when it arrives: the length counts for plain bodies only.
  const total = answer.headers.get("Content-Encoding") ? 0 : Number(answer.headers.get("Content-Length"));
  const parts = [], reader = answer.body.getReader();
  for (let read = 0, piece = await reader.read(); !piece.done; piece = await reader.read()) {
    parts.push(piece.value);
    read += piece.value.length;
    if (total) onShare(Math.min(1, read / total));
  }
  return new Blob(parts, { type: answer.headers.get("Content-Type") });
}

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
