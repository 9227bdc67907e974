/** The fields of an act: words, pictures, a desk, a reason of the fixed list, tags. */
import { Choice, Field } from "../form.js";
import { PictureField } from "../picture_field.js";
import { html } from "../vue.js";
import { SimilarChoice } from "./similar_choice.js";
import { TemplateChoice } from "./template_choice.js";
import { TopicChoice } from "./topic_choice.js";
import { useWording } from "./wording.js";
import { URGENCIES } from "./words.js";

const LONGEST = 2000;
const LONGEST_REASON = 200;

/** With what a field begins. A correction begins with what is there. */
export function startValue(field, one) {
  if (field.kind === "pictures") return [];
  if (field.kind === "days") return 7;
  if (field.kind === "category") return one.category ?? "";
  if (field.kind === "topics") return [...one.topics];
  if (field.kind === "urgency") return one.urgency;
  return "";
}

/** What is not filled in yet, `{name: sentence}`, before anything is sent. */
export function missing(fields, values) {
  const wrong = {};
  for (const { name, kind, label, keep } of fields) {
    const value = values[name];
    if (kind === "pictures" || keep || name === "route") continue;
    const isEmpty = Array.isArray(value) ? value.length === 0 : String(value).trim().length === 0;
    if (isEmpty) wrong[name] = `请填写${label.replace(/（.*/, "")}。`;
    else if ((kind === "text" || kind === "line") && value.trim().length < 2) wrong[name] = "至少写 2 个字。";
  }
  return wrong;
}

const byKind = {
  text: ({ field, form, one }) => html`<div>
    ${field.step ? html`<${TemplateChoice} step=${field.step} form=${form} name=${field.name} one=${one} />` : null}
    <${Field} form=${form} name=${field.name} as="textarea" label=${field.label} hint=${field.hint}
      rows=${field.short ? 3 : 5} maxlength=${field.short ? LONGEST_REASON : LONGEST} />
  </div>`,
  line: ({ field, form }) => html`<${Field} form=${form} name=${field.name} label=${field.label}
    hint=${field.hint} maxlength="200" />`,
  days: ({ field, form }) => html`<${Field} form=${form} name=${field.name} label=${field.label}
    type="number" min="1" max="365" inputmode="numeric" />`,
  pictures: ({ field, form }) => html`<${PictureField} form=${form} name=${field.name} label=${field.label} />`,
  refusal: ({ field, form }) => html`<${Choice} form=${form} name=${field.name} label=${field.label}
    options=${useWording().refusals.map(({ code, says }) => [code, says])} />`,
  desk: ({ field, form, one }) => html`<${Field} form=${form} name=${field.name} as="select"
    label=${field.label} options=${desks(field, one)} />`,
  category: ({ field, form }) => html`<${Field} form=${form} name=${field.name} as="select" label=${field.label}
    options=${["", ...useWording().categories].map((one) => [one, one || "请选择"])} />`,
  urgency: ({ field, form }) => html`<${Field} form=${form} name=${field.name} as="select" label=${field.label}
    options=${Object.entries(URGENCIES)} />`,
  topics: ({ field, form }) => html`<${TopicChoice} field=${field} form=${form} />`,
  similar: ({ field, form, one }) => html`<${SimilarChoice} field=${field} form=${form} one=${one} />`,
};

/** Where it may go. What accuses the village's cadres never goes back to the village. */
function desks(field, one) {
  const above = ["monitor", "county"];
  const there = useWording().desks.filter(({ code }) => !one.hidden_from_village || above.includes(code));
  const first = field.keep ? `不变（${one.handler.title}）` : "请选择";
  return [["", first], ...there.map(({ code, says }) => [code, says])];
}

export const ActField = {
  name: "CaseActField",
  props: ["field", "form", "one"],
  setup: (props) => () => byKind[props.field.kind](props),
};
