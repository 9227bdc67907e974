/** Calls the API from a page: addresses by their templates, one shape of errors, retries where safe. */
const ROOT = "/api/v1";
const TIMEOUT_MS = 20000;
const PAUSES_MS = [400, 1500];
const PASSING = new Set([502, 503, 504]);
const OFFLINE = "网络不通，没有送到。填写的内容都还在，请连上网后再试。";

/** What went wrong: `code` for programs, `detail` for people, `errors` as [{path, code, message}]. */
export class Problem extends Error {
  constructor({ status = 0, code = "internal", detail = "", errors = [], ...more }) {
    super(detail);
    Object.assign(this, { status, code, detail, errors, requestId: more.request_id ?? "", more });
  }
}

const listeners = new Set();
/** `listen(problem)` is called when the session turns out to be over. */
export const onSignedOut = (listen) => listeners.add(listen);

/** GET; `values` fill the `{braces}` of the template, the rest becomes the query. */
export const get = (template, values, options) => call("GET", template, values, undefined, options);
/** POST; with `{ key }` it carries that Idempotency-Key and may be tried again by itself. */
export const post = (template, values, body, options) => call("POST", template, values, body, options);
export const put = (template, values, body, options) => call("PUT", template, values, body, options);
export const remove = (template, values, body, options) => call("DELETE", template, values, body, options);

async function call(verb, template, values = {}, body = undefined, options = {}) {
  const request = requestOf(verb, body, options);
  const address = addressOf(template, values);
  const pauses = verb === "GET" || options.key ? PAUSES_MS : [];
  for (const pause of [...pauses, null]) {
    try {
      return await once(address, request, options);
    } catch (problem) {
      const passes = problem.status === 0 || PASSING.has(problem.status);
      if (pause === null || !passes || options.signal?.aborted) throw problem;
      await new Promise((go) => setTimeout(go, pause));
    }
  }
}

function requestOf(verb, body, { key, headers = {} }) {
  const sent = { ...headers };
  if (verb !== "GET") sent["X-Xsrf-Token"] = cookie("_xsrf");
  if (key) sent["Idempotency-Key"] = key;
  if (body !== undefined) sent["Content-Type"] = "application/json";
  return {
    method: verb,
    headers: sent,
    body: body === undefined ? undefined : JSON.stringify(body),
    credentials: "same-origin",
  };
}

async function once(address, request, { signal }) {
  const ends = [AbortSignal.timeout(TIMEOUT_MS), ...(signal ? [signal] : [])];
  let answer;
  try {
    answer = await fetch(address, { ...request, signal: anyOf(ends) });
  } catch {
    throw new Problem({ code: "offline", detail: OFFLINE });
  }
  return read(answer.status, await answer.text());
}

/** AbortSignal.any is younger than the browsers inside some phones' WeChat. */
function anyOf(signals) {
  if (signals.length === 1) return signals[0];
  const controller = new AbortController();
  for (const one of signals) one.addEventListener("abort", () => controller.abort(), { once: true });
  return controller.signal;
}

function read(status, text) {
  let json = null;
  try {
    json = text ? JSON.parse(text) : null;
  } catch {
    // A proxy's page in the way: the status tells enough.
  }
  if (status < 400) return json;
  const problem = new Problem({ ...fallback(status), ...(json ?? {}), status });
  if (problem.code === "unauthenticated") listeners.forEach((listen) => listen(problem));
  return Promise.reject(problem);
}

const fallback = (status) => ({
  code: "unavailable",
  detail: status >= 500 ? "服务暂时不可用，没有办成，请稍后再试。填写的内容都还在。" : "请求没有被接受。",
});

/** The address of a template, for links and pictures too: `addressOf("/media/{media}/{size}", ...)`. */
export function addressOf(template, values = {}) {
  const rest = { ...values };
  const path = template.replace(/{(\w+)}/g, (_, name) => {
    const value = rest[name];
    delete rest[name];
    return encodeURIComponent(value);
  });
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(rest)) {
    if (value === undefined || value === null || value === "") continue;
    for (const one of [value].flat()) query.append(name, one);
  }
  const text = query.toString();
  return ROOT + path + (text ? `?${text}` : "");
}

/** A file that needs a header to be read, as an address for an image; the caller revokes it. */
export async function fileAddress(template, values, headers) {
  const answer = await fetch(addressOf(template, values), { headers, credentials: "same-origin" });
  if (!answer.ok) throw new Problem({ ...fallback(answer.status), status: answer.status });
  return URL.createObjectURL(await answer.blob());
}

/**
 * Sends one file to `POST /media`, or where `to` says ({template, values, headers}); `onProgress(0..1)`.
 * Gives what the API says of it.
 */
export function upload(blob, name, onProgress = () => {}, { template = "/media", values = {}, headers = {} } = {}) {
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    const form = new FormData();
    form.append("file", blob, name);
    request.open("POST", addressOf(template, values));
    const sent = { "X-Xsrf-Token": cookie("_xsrf"), ...headers };
    Object.entries(sent).forEach(([header, value]) => request.setRequestHeader(header, value));
    request.upload.onprogress = (event) => event.total && onProgress(event.loaded / event.total);
    request.onload = () => done(read(request.status, request.responseText));
    request.onerror = () => fail(new Problem({ code: "offline", detail: OFFLINE }));
    request.send(form);
  });
}

/** A new key for something that must happen once however often it is sent. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function cookie(name) {
  const found = document.cookie.split("; ").find((part) => part.startsWith(`${name}=`));
  return found ? found.slice(name.length + 1) : "";
}
