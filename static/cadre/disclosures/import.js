/** Entries out of a file (Excel or CSV): all of them, or none and every bad cell with its reason. */
import { addressOf, get, upload } from "../../shared/api.js";
import { route } from "../../shared/router.js";
import { told } from "../../shared/ui.js";
import { html, reactive } from "../../shared/vue.js";

const SHOWN = 50;

function wrong(problem) {
  const { errors } = problem;
  return html`<div class="problem" role="alert" tabindex="-1">
    <p>${problem.detail}${errors.length ? html` <b>有 ${errors.length} 处不对，一笔都没有导入。</b>` : ""}</p>
    ${errors.length
      ? html`<ul>${errors.slice(0, SHOWN).map(({ path, message }) => html`<li key=${path}>${message}</li>`)}
          ${errors.length > SHOWN ? html`<li>还有 ${errors.length - SHOWN} 处……</li>` : null}</ul>`
      : null}
    <p>改好文件后再选一次。</p></div>`;
}

export const ImportEntries = {
  name: "ImportEntries",
  // `store()` saves what is typed first, so that the import does not overtake it.
  props: ["store"],
  emits: ["imported"],
  setup(props, { emit }) {
    const state = reactive({ share: null, problem: null, append: false });
    const at = () => ({ disclosure: route.params.disclosure });

    async function take(event) {
      const [file] = event.target.files;
      event.target.value = "";
      if (!file) return;
      state.problem = null;
      const saved = await props.store();
      if (!saved) return;
      state.share = 0;
      try {
        const template = "/disclosures/{disclosure}/entries/import";
        const values = { ...at(), version: saved.version, append: state.append };
        const done = await upload(file, file.name, (share) => (state.share = share), { template, values });
        told(`已导入 ${done.imported} 笔`);
        emit("imported", await get("/disclosures/{disclosure}/source", at()));
      } catch (problem) {
        state.problem = problem;
      }
      state.share = null;
    }
    return () => html`<div class="field import">
      <div class="row">
        <label class="button small add" for="entries-file">导入 Excel 或 CSV
          <input id="entries-file" type="file" accept=".xlsx,.csv" disabled=${state.share !== null} onChange=${take} /></label>
        <a class="button small" href=${addressOf("/disclosures/entries/template")} download="收支明细模板.xlsx">下载模板</a>
      </div>
      <label class="choice-line"><input type="checkbox" checked=${state.append}
        onChange=${(event) => (state.append = event.target.checked)} /><span>加在现有明细后面（不勾选就是替换）</span></label>
      ${state.share !== null
        ? html`<p role="status">${state.share < 1 ? "正在上传…" : "正在核对每一行…"}
            <progress class="progress" max="1" value=${state.share < 1 ? state.share : undefined}></progress></p>`
        : null}
      ${state.problem ? wrong(state.problem) : null}
    </div>`;
  },
};
