/** The pictures of a report: chosen, made small, sent in the background, kept until they are sent. */
import { newKey, Problem, upload } from "../shared/api.js";
import { nobodysName, ownName } from "../shared/draft.js";
import { told } from "../shared/ui.js";
import { html, onBeforeUnmount, reactive, toRaw } from "../shared/vue.js";
import { forgetPictures, keepPictures, keptPictures } from "./blob_store.js";
import { compressed } from "../shared/compress.js";

export const MOST = 9;
const FULL = "这部手机存不下照片了：离开这一页，照片要重新选。请写完马上提交。";

/**
 * `pictures.items` are {id, url, state: waiting|sending|sent|failed, part, media, problem}.
 * `send(upload)` sends what is not sent yet and gives the ids of all; it throws where one failed.
 */
export function usePictures(name) {
  const draft = ownName(name);
  const blobs = new Map();
  const pictures = reactive({ items: [], add, drop, send, forget });
  begunPictures(draft, nobodysName(name)).then((found) => found.forEach(({ id, blob, media }) => show(id, blob, media)));
  onBeforeUnmount(() => pictures.items.forEach((item) => URL.revokeObjectURL(item.url)));

  async function add(files) {
    for (const file of [...files].slice(0, MOST - pictures.items.length)) {
      const [id, blob] = [newKey(), await compressed(file)];
      // Kept before it is shown: what one has seen is there after a reload.
      if (!(await keepPictures(draft, [...asKept(), { id, blob, media: null }]))) told(FULL);
      show(id, blob, null);
    }
  }
  const asKept = () => pictures.items.map(({ id, media }) => ({ id, blob: toRaw(blobs.get(id)), media }));
  function show(id, blob, media) {
    blobs.set(id, blob);
    pictures.items.push({ id, url: URL.createObjectURL(blob), state: media ? "sent" : "waiting", part: 0, media, problem: "" });
  }
  function drop(id) {
    const at = pictures.items.findIndex((item) => item.id === id);
    URL.revokeObjectURL(pictures.items[at].url);
    pictures.items.splice(at, 1);
    remember();
  }
  function remember() {
    return keepPictures(draft, asKept());
  }
  async function send(by = upload) {
    for (const item of pictures.items) if (!item.media) await sendOne(item, by);
    remember();
    return pictures.items.map((item) => item.media);
  }
  async function sendOne(item, by) {
    Object.assign(item, { state: "sending", part: 0, problem: "" });
    try {
      const medium = await by(blobs.get(item.id), "photo.jpg", (part) => (item.part = part));
      Object.assign(item, { state: "sent", media: medium.id });
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      Object.assign(item, { state: "failed", problem: problem.detail });
      throw problem;
    }
  }
  function forget() {
    forgetPictures(draft);
    pictures.items = [];
  }
  return pictures;
}

/** Those of the draft; else those that were chosen before signing in, which become its own. */
async function begunPictures(draft, nobodys) {
  const own = await keptPictures(draft);
  if (own.length || draft === nobodys) return own;
  const found = await keptPictures(nobodys);
  if (found.length) await keepPictures(draft, found).then(() => forgetPictures(nobodys));
  return found;
}

const STATES = { waiting: "待发送", sending: "正在发送", sent: "已发送", failed: "没有发出去" };

/** The pictures with a button to add some; the phone offers its camera. */
export const PictureField = {
  props: { pictures: Object, error: String },
  setup(props) {
    async function choose(event) {
      await props.pictures.add(event.target.files);
      event.target.value = "";
    }
    return () => html`<fieldset class="field pictures">
      <legend>照片<span class="quiet">（可不填，最多 ${MOST} 张，会自动缩小）</span></legend>
      ${props.pictures.items.length > 0 && html`<ul class="chosen">${props.pictures.items.map((item, i) => html`<li key=${item.id}>
        <img src=${item.url} alt=${`第 ${i + 1} 张照片`} />
        <span class="quiet" role="status">${STATES[item.state]}${item.state === "sending" && ` ${Math.round(item.part * 100)}%`}</span>
        <button type="button" class="button" aria-label=${`去掉第 ${i + 1} 张照片`} onClick=${() => props.pictures.drop(item.id)}>去掉</button>
      </li>`)}</ul>`}
      ${props.pictures.items.length < MOST && html`<label class="button add-picture"><span>＋ 拍照或选照片</span>
        <input class="unseen" type="file" accept="image/*" multiple onChange=${choose} /></label>`}
      ${props.error && html`<p class="error">${props.error}</p>`}
    </fieldset>`;
  },
};
