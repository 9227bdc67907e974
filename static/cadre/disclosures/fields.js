/** The typed fields that an item asks for: texts, days, amounts, people, pictures. */
import { Field } from "../../shared/form.js";
import { fenOf } from "../../shared/money.js";
import { PictureField } from "../../shared/picture_field.js";
import { html } from "../../shared/vue.js";
import { typedYuan } from "./entries.js";

const HINTS = {
  person: "公开时自动隐去一部分，例如 张*。",
  name: "任职人员的姓名，照实公开。",
  phone: "公开的办公电话。",
  amount: "元",
};

export const key = (element) => `fields.${element.name}`;

/** What the fields begin with, by `fields.<name>`. */
export function typedFields(elements, values) {
  const known = Object.fromEntries(values.map((value) => [value.name, value]));
  return Object.fromEntries(
    elements.map((element) => {
      const value = known[element.name];
      if (element.type === "pictures") return [key(element), (value?.pictures ?? []).map(({ media }) => media)];
      if (element.type === "amount") return [key(element), typedYuan(value?.amount)];
      return [key(element), value?.text ?? ""];
    }),
  );
}

/** The value of one field or cell as the API takes it; undefined leaves it out. */
export function sentValue(type, value) {
  if (type === "pictures") return value.length ? value.map((media) => ({ media })) : undefined;
  if (value === "" || value === null || value === undefined) return undefined;
  return type === "amount" ? fenOf(value) ?? value : value;
}

export const sentFields = (elements, values) =>
  Object.fromEntries(elements.map((element) => [element.name, sentValue(element.type, values[key(element)])]));

export const ItemField = {
  name: "ItemField",
  props: ["element", "form"],
  setup: (props) => () => {
    const { element, form } = props;
    const label = element.needed ? element.name : `${element.name}（可以以后补）`;
    if (element.type === "pictures") return html`<${PictureField} form=${form} name=${key(element)} label=${`加图片：${label}`} />`;
    const kind = { date: "date", phone: "tel" }[element.type] ?? "text";
    return element.type === "long"
      ? html`<${Field} form=${form} name=${key(element)} as="textarea" rows="3" label=${label} maxlength="5000" />`
      : html`<${Field} form=${form} name=${key(element)} label=${label} type=${kind} hint=${HINTS[element.type]}
          inputmode=${element.type === "amount" || element.type === "number" ? "decimal" : undefined} maxlength="200" />`;
  },
};
