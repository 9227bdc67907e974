/** Pictures that are added to something written: made small in the browser, sent one by one. */
import { addressOf, upload } from "./api.js";
import { compressed } from "./compress.js";
import { underWay } from "./uploads.js";
import { html, reactive, ref } from "./vue.js";

const MOST = 9;

let count = 0;

export const PictureField = {
  name: "PictureField",
  props: ["form", "name", "label", "most"],
  emits: ["changed"],
  setup(props, { emit }) {
    const id = `pictures-${++count}`;
    const going = reactive([]);
    const problem = ref("");
    const most = () => props.most ?? MOST;

    async function add(files) {
      problem.value = "";
      const room = most() - props.form.values[props.name].length;
      if (files.length > room) problem.value = `最多 ${most()} 张，只加了前 ${room} 张。`;
      let isWhole = true;
      for (const file of files.slice(0, room)) isWhole = (await send(file)) && isWhole;
      return isWhole;
    }
    function chosen({ target }) {
      const files = [...target.files];
      target.value = "";
      underWay(add(files));
    }
    async function send(file) {
      const one = reactive({ name: file.name, share: 0 });
      going.push(one);
      try {
        const made = await upload(await compressed(file), file.name, (share) => (one.share = share));
        put([...props.form.values[props.name], made.id]);
        return true;
      } catch (failure) {
        problem.value = `「${file.name}」没有传上：${failure.detail}`;
        return false;
      } finally {
        going.splice(going.indexOf(one), 1);
      }
    }
    const take = (media) => put(props.form.values[props.name].filter((one) => one !== media));
    function put(all) {
      props.form.values[props.name] = all;
      emit("changed");
    }
    return () => {
      const error = problem.value || props.form.errors[props.name];
      return html`<div class="field pictures">
        <ul class="thumbnails">
          ${props.form.values[props.name].map((media, index) => html`<li key=${media}>
            <img src=${addressOf("/media/{media}/{size}", { media, size: "320" })} alt=${`第 ${index + 1} 张`} />
            <button type="button" class="take" aria-label=${`去掉第 ${index + 1} 张`} onClick=${() => take(media)}>×</button>
          </li>`)}
        </ul>
        ${going.map((one) => html`<p key=${one.name} class="quiet" role="status">正在传「${one.name}」
          <progress class="progress" max="1" value=${one.share}></progress></p>`)}
        <label class="button small add" for=${id}>＋ ${props.label}
          <input id=${id} type="file" accept="image/*" multiple onChange=${chosen} /></label>
        ${error ? html`<p class="error" role="alert">${error}</p>` : null}
      </div>`;
    };
  },
};
