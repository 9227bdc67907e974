/** Reply templates of the village or township: written once, filled in for each case. */
import { post, remove } from "../shared/api.js";
import { useWording } from "../shared/case/wording.js";
import { useDraft } from "../shared/draft.js";
import { Field, FormProblem, refuse, Send, useForm } from "../shared/form.js";
import { useList } from "../shared/load.js";
import { confirmed, List, Page, told } from "../shared/ui.js";
import { html, ref, watch } from "../shared/vue.js";
import { area } from "./area.js";
import { attempt } from "./attempt.js";

const STEPS = { answer: "答复", ask: "请补充", explain: "解释说明", transfer: "转办", refuse: "不予受理", extend: "延期" };
const EXAMPLE = "您反映的{topic}问题（编号 {case_no}）已办理：";

export default {
  name: "TemplatesPage",
  setup() {
    const step = ref("answer");
    const wording = useWording();
    const at = () => ({ division: area.value, step: step.value });
    const list = useList("/divisions/{division}/templates", at);
    watch([step, area], () => list.reload());
    const form = useForm({ title: "", text: "", topic: "" });
    const draft = useDraft(`template.${area.value}`, form);

    async function add(event) {
      event.preventDefault();
      const made = await form.submit((values) => {
        refuse({
          title: values.title.trim().length < 2 && "请写模板的名称。",
          text: values.text.trim().length < 2 && "请写模板的内容。",
        });
        const body = { ...values, step: step.value, topic: values.topic || null };
        return post("/divisions/{division}/templates", { division: area.value }, body);
      });
      if (!made) return;
      Object.assign(form.values, { title: "", text: "", topic: "" });
      draft.drop();
      told("模板已保存");
      list.reload();
    }
    async function drop(template) {
      if (!(await confirmed(`删除模板「${template.title}」？`))) return;
      if (await attempt(() => remove("/templates/{template}", { template: template.id }))) list.reload();
    }
    const put = (code) => (form.values.text += `{${code}}`);
    return () => html`<${Page} title="答复模板">
      <div class="field"><label for="step">用在哪一步</label>
        <select id="step" class="input" value=${step.value} onChange=${(event) => (step.value = event.target.value)}>
          ${Object.entries(STEPS).map(([code, says]) => html`<option key=${code} value=${code}>${says}</option>`)}
        </select></div>
      <${List} list=${list} label="模板" empty=${`还没有「${STEPS[step.value]}」的模板，在下面写一个。`}>
        ${(one) => html`<div class="ask">
          <p><b>${one.title}</b> ${one.topic ? html`<span class="badge">${one.topic}</span>` : null}</p>
          <p class="words">${one.text}</p>
          <button type="button" class="button small" onClick=${() => drop(one)}>删除</button></div>`}
      <//>
      <form class="card" onSubmit=${add} novalidate>
        <h2>写新模板</h2>
        <${FormProblem} form=${form} fields=${["title", "text", "topic"]} />
        <${Field} form=${form} name="title" label="名称" maxlength="40" />
        <${Field} form=${form} name="topic" as="select" label="用于哪个主题"
          options=${[["", "所有主题"], ...wording.topics.map((topic) => [topic, topic])]} />
        <${Field} form=${form} name="text" as="textarea" rows="4" label="内容" maxlength="2000" hint=${`例如：${EXAMPLE}`} />
        <p class="hint">点一下加入空格，用的时候自动填好：</p>
        <div class="chips">${wording.places.map(({ code, says }) => html`<button key=${code} type="button"
          class="button small" onClick=${() => put(code)}>${says}</button>`)}</div>
        <p></p>
        <${Send} form=${form} text="保存模板" />
      </form>
    <//>`;
  },
};
