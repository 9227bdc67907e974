/** Adding an item of the area's own to the catalogue, beside what the law asks to be laid open. */
import { post } from "../shared/api.js";
import { Field, FormProblem, refuse, Send, Tick, useForm } from "../shared/form.js";
import { go } from "../shared/router.js";
import { CATEGORIES } from "../shared/staff_words.js";
import { today } from "../shared/time.js";
import { told } from "../shared/ui.js";
import { html } from "../shared/vue.js";
import { area, nameOf } from "./area.js";
import { View } from "./frame.js";
import { CYCLES } from "./terms.js";

const BETWEEN = /[、，,；;\s]+/;
const NUMBER = { type: "number", min: 0, inputmode: "numeric" };

function send(values) {
  refuse({
    name: !values.name.trim() && "请填写名称。",
    note: values.note.trim().length < 2 && "请填写理由。",
    cycle: !values.cycle && !values.by_event && "请选择多久公开一次，或勾选有事就公开。",
  });
  const { cycle, cycle_days, min_posting_days, elements, ...rest } = values;
  return post("/divisions/{division}/catalogue", { division: area.value }, {
    ...rest, ...(cycle && { cycle }), cycle_days: Number(cycle_days), min_posting_days: Number(min_posting_days),
    elements: elements.split(BETWEEN).filter(Boolean),
  });
}

export default {
  setup() {
    const form = useForm({
      category: "village", name: "", legal_basis: "", audience: "全村", elements: "", cycle: "", cycle_days: "20",
      by_event: false, min_posting_days: "15", from_on: today(), note: "",
    });
    async function add(event) {
      event.preventDefault();
      const made = await form.submit(send);
      if (!made) return;
      told("已增加");
      go(`/catalogue/${made.item}`, { replace: true });
    }
    return () => html`<${View} title="增加公开事项" back="/catalogue">
      <form class="card narrow-form" onSubmit=${add} novalidate aria-label="增加公开事项">
        <p class="hint">${nameOf(area.value)}和下面各村都要公开这一项，到期没有公开会有黄牌、红牌。法定事项已经都在目录里。</p>
        <${FormProblem} form=${form} fields=${Object.keys(form.values)} />
        <${Field} form=${form} name="category" label="类别" as="select" options=${Object.entries(CATEGORIES)} />
        <${Field} form=${form} name="name" label="名称" maxlength="60" />
        <${Field} form=${form} name="legal_basis" label="依据" maxlength="100" hint="哪个文件要求的" optional />
        <${Field} form=${form} name="audience" label="公开给谁" maxlength="30" />
        <${Field} form=${form} name="elements" label="必须写明" hint="几项用顿号隔开，如：金额、经手人" optional />
        <${Field} form=${form} name="cycle" label="多久公开一次" as="select" options=${[["", "不定期"], ...Object.entries(CYCLES)]} />
        ${form.values.cycle && html`<${Field} form=${form} name="cycle_days" label="期满后几天内公开" ...${NUMBER} />`}
        <${Tick} form=${form} name="by_event" label="有事就公开（事发后 10 个工作日内）" />
        <${Field} form=${form} name="min_posting_days" label="公示几天" ...${NUMBER} />
        <${Field} form=${form} name="from_on" label="哪天起执行" type="date" min=${today()} />
        <${Field} form=${form} name="note" label="理由" maxlength="200" />
        <${Send} form=${form} text="增加" busy="正在保存…" />
      </form>
    <//>`;
  },
};
