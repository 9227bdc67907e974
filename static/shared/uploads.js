/** Files on their way: what is sent together with them waits until they have arrived. */
import { Problem } from "./api.js";

const NOT_ARRIVED = "有文件没有传上，所以还没有提交。请重新选这个文件，或者不加它再提交。";
const going = new Set();

/** Remembers an upload until it is over; `arriving` gives true if all of it arrived. */
export function underWay(arriving) {
  going.add(arriving);
  arriving.finally(() => going.delete(arriving));
}

/** Waits for all that is under way; a `Problem` if something of it did not arrive. */
export async function arrived() {
  const all = await Promise.all(going);
  if (!all.every(Boolean)) throw new Problem({ code: "not_arrived", detail: NOT_ARRIVED });
}
