/** Files that are added to something written (PDF, Word, Excel), each under the name readers see. */
import { upload } from "../shared/api.js";
import { underWay } from "../shared/uploads.js";
import { html, reactive } from "../shared/vue.js";

const MOST = 10;
const LONGEST_NAME = 80;
let count = 0;

export const AttachmentField = {
  name: "AttachmentField",
  props: ["form", "name", "label"],
  setup(props) {
    const id = `attachments-${++count}`;
    const state = reactive({ going: "", share: 0, problem: "" });
    const all = () => props.form.values[props.name];
    const put = (files) => (props.form.values[props.name] = files);

    async function add(file) {
      Object.assign(state, { going: file.name, share: 0, problem: "" });
      try {
        const made = await upload(file, file.name, (share) => (state.share = share));
        put([...all(), { media: made.id, name: file.name.slice(-LONGEST_NAME) }]);
      } catch (problem) {
        state.problem = `「${file.name}」没有传上：${problem.detail}`;
      }
      state.going = "";
      return !state.problem;
    }
    function chosen({ target }) {
      const [file] = target.files;
      target.value = "";
      if (file) underWay(add(file));
    }
    const mistakes = () =>
      Object.entries(props.form.errors).filter(([path]) => path.startsWith(`${props.name}.`)).map(([, message]) => message);
    return () => html`<div class="field">
      ${all().length
        ? html`<ul class="plain-list">${all().map((file) => html`<li key=${file.media}>${file.name}
            <button type="button" class="link-button" aria-label=${`去掉附件 ${file.name}`}
              onClick=${() => put(all().filter(({ media }) => media !== file.media))}>去掉</button></li>`)}</ul>`
        : null}
      ${all().length < MOST
        ? html`<label class="button small add" for=${id}>＋ ${props.label}
            <input id=${id} type="file" accept=".pdf,.docx,.xlsx" disabled=${Boolean(state.going)} onChange=${chosen} /></label>`
        : null}
      ${state.going ? html`<p class="quiet" role="status">正在传「${state.going}」 <progress class="progress" max="1" value=${state.share}></progress></p>` : null}
      ${[state.problem, ...mistakes()].filter(Boolean).map((message) => html`<p key=${message} class="error" role="alert">${message}</p>`)}
    </div>`;
  },
};
