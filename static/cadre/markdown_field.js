/** A text in Markdown with buttons for the few marks people need, and its preview by the server. */
import { post } from "../shared/api.js";
import { Field } from "../shared/form.js";
import { Tabs } from "../shared/tabs.js";
import { Failure, Sanitised, Waiting } from "../shared/ui.js";
import { html, nextTick, reactive, ref } from "../shared/vue.js";

const MARKS = [
  ["加粗", (words) => `**${words || "重点"}**`],
  ["小标题", (words) => `\n## ${words || "标题"}\n`],
  ["列表", (words) => `\n- ${words || "第一条"}\n- 第二条\n`],
  ["链接", (words) => `[${words || "文字"}](https://)`],
];

export const MarkdownField = {
  name: "MarkdownField",
  props: ["form", "name", "label", "division"],
  setup(props) {
    const view = ref("write");
    const preview = reactive({ html: null, problem: null });
    const place = ref(null);

    async function look() {
      view.value = "look";
      Object.assign(preview, { html: null, problem: null });
      try {
        const body = { body: props.form.values[props.name] };
        preview.html = (await post("/divisions/{division}/preview", { division: props.division }, body)).html;
      } catch (problem) {
        preview.problem = problem;
      }
    }
    async function mark(make) {
      const area = place.value.querySelector("textarea");
      const { selectionStart: from, selectionEnd: until, value } = area;
      const made = make(value.slice(from, until));
      props.form.values[props.name] = value.slice(0, from) + made + value.slice(until);
      await nextTick();
      area.focus();
      area.setSelectionRange(from, from + made.length);
    }
    const choose = (code) => (code === "look" ? look() : (view.value = "write"));
    return () => html`<div class="markdown" ref=${place}>
      <${Tabs} label="写或预览" tabs=${[["write", "写"], ["look", "预览"]]} value=${view.value} onChoose=${choose} />
      ${view.value === "write"
        ? html`<div>
            <div class="row marks-row">${MARKS.map(([says, make]) => html`<button key=${says} type="button"
              class="button small" onClick=${() => mark(make)}>${says}</button>`)}</div>
            <${Field} form=${props.form} name=${props.name} label=${props.label} as="textarea" rows="8" maxlength="20000" />
          </div>`
        : html`<section class="preview" aria-label="预览" aria-live="polite">
            ${preview.problem ? html`<${Failure} problem=${preview.problem} retry=${look} />` : null}
            ${preview.html === null && !preview.problem ? html`<${Waiting} text="正在生成预览…" />` : null}
            ${preview.html ? html`<${Sanitised} html=${preview.html} />` : null}
            ${preview.html === "" ? html`<p class="quiet">还没有写正文。</p>` : null}
          </section>`}
    </div>`;
  },
};
