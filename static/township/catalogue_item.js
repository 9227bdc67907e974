/** One item of the catalogue: what the law says, what this area sets, and every setting so far. */
import { get, put } from "../shared/api.js";
import { Field, FormProblem, refuse, Send, useForm } from "../shared/form.js";
import { useList, useLoad } from "../shared/load.js";
import { route } from "../shared/router.js";
import { day, today } from "../shared/time.js";
import { List, Loaded, told } from "../shared/ui.js";
import { html, watch } from "../shared/vue.js";
import { area, nameOf, useArea } from "./area.js";
import { View } from "./frame.js";
import { CYCLES, dueOf, fieldsOf, leastOf } from "./terms.js";

const NUMBERS = new Set(["cycle_days", "prompt_working_days", "before_days", "min_posting_days"]);
const OWN = ["cycle", "cycle_days", "prompt_working_days", "before_days", "min_posting_days", "name"];

/** What is left empty is as the level above has it. */
function termsOf(values, item) {
  const body = { from_on: values.from_on, note: values.note };
  for (const { name } of fieldsOf(item)) {
    const value = values[name];
    if (value !== "" && value !== null) body[name] = NUMBERS.has(name) ? Number(value) : value;
  }
  if (values.enabled) body.enabled = values.enabled === "yes";
  return body;
}

export default {
  setup() {
    const id = route.params.item;
    const found = useLoad(async () => {
      const { items } = await get("/divisions/{division}/catalogue", { division: area.value });
      return items.find((item) => item.id === id) ?? null;
    });
    const versions = useList("/divisions/{division}/catalogue/{item}", () => ({ division: area.value, item: id }));
    const form = useForm({ from_on: today(), note: "", enabled: "", ...Object.fromEntries(OWN.map((name) => [name, ""])) });
    useArea(() => [found, versions].forEach((one) => one.reload()));
    // A new setting is the whole of it, so it begins with the last one of this area.
    watch(() => versions.items[0], (last) => {
      for (const name of OWN) form.values[name] = last?.terms[name] ?? "";
      form.values.enabled = { true: "yes", false: "no" }[last?.terms.enabled] ?? "";
    });
    async function send(event) {
      event.preventDefault();
      const set = await form.submit((values) => {
        refuse({ note: values.note.trim().length < 2 && "请填写理由。", from_on: !values.from_on && "请选择哪天起。" });
        return put("/divisions/{division}/catalogue/{item}", { division: area.value, item: id }, termsOf(values, found.data));
      });
      if (!set) return;
      told(`已设置，${day(set.from_on)}起执行`);
      form.values.note = "";
      found.reload();
      versions.reload();
    }
    return () => html`<${View} title=${found.data?.name ?? "公开事项"} back="/catalogue">
      <${Loaded} state=${found}>${(item) => html`<div class="columns">
        <div>${law(item)}${past(versions)}</div>
        ${editing(item, form, send)}</div>`}<//>
    <//>`;
  },
};

function law(item) {
  return html`<section class="card"><h2>法律怎么说</h2>
    <dl class="facts facts-stacked"><div><dt>依据</dt><dd>${item.article || item.legal_basis || "没有明文规定"}</dd></div>
      <div><dt>何时公开</dt><dd>${dueOf(item)}</dd></div>
      <div><dt>最低要求</dt><dd>${leastOf(item).join("；")}${item.is_law ? "；不能停用" : ""}</dd></div>
      <div><dt>公开给谁</dt><dd>${item.audience}</dd></div>
      <div><dt>必须写明</dt><dd>${item.elements.join("、") || "—"}</dd></div></dl></section>`;
}

function past(versions) {
  return html`<section><h2>${nameOf(area.value)}设置过的</h2>
    <${List} list=${versions} label="设置" empty="本级还没有设置，按上级的执行。">${(one) => html`<div class="version">
      <b>${day(one.from_on)}起</b> ${said(one.terms)} <span class="quiet">${one.note}</span></div>`}<//></section>`;
}

function said(terms) {
  const parts = [
    terms.enabled === false && "停用", terms.enabled === true && "启用", terms.cycle && CYCLES[terms.cycle],
    terms.cycle_days !== null && `期满后 ${terms.cycle_days} 天`, terms.prompt_working_days !== null && `事发后 ${terms.prompt_working_days} 个工作日`,
    terms.before_days !== null && `提前 ${terms.before_days} 天`, terms.min_posting_days !== null && `公示 ${terms.min_posting_days} 天`,
    terms.name && `名称改为“${terms.name}”`,
  ];
  return parts.filter(Boolean).join("，") || "恢复同上级";
}

function editing(item, form, send) {
  const fields = fieldsOf(item), names = [...fields.map((field) => field.name), "enabled", "from_on", "note"];
  return html`<form class="card" onSubmit=${send} novalidate aria-label="修改设置"><h2>修改${nameOf(area.value)}的设置</h2>
    <p class="hint">留空就是同上级。低于法定要求的设置会被拒绝。</p>
    <${FormProblem} form=${form} fields=${names} />
    <${Field} form=${form} name="enabled" label="是否要求公开" as="select" options=${[["", "同上级"], ["yes", "要求"], ["no", "不要求"]]}
      hint=${item.is_law ? "法定事项不能停用。" : ""} />
    ${fields.map((field) => html`<${Field} key=${field.name} form=${form} ...${field} optional />`)}
    <${Field} form=${form} name="from_on" label="哪天起执行" type="date" min=${today()} />
    <${Field} form=${form} name="note" label="理由" maxlength="200" />
    <${Send} form=${form} text="保存设置" busy="正在保存…" /></form>`;
}
