/** Beginning a draft of an item: with its form, and with what was published of it last. */
import { get, post } from "../../shared/api.js";
import { Field, FormProblem, refuse, Send, useForm } from "../../shared/form.js";
import { useLoad } from "../../shared/load.js";
import { go } from "../../shared/router.js";
import { CATEGORIES } from "../../shared/staff_words.js";
import { today } from "../../shared/time.js";
import { html } from "../../shared/vue.js";
import { area } from "../area.js";
import { STANDING } from "./words.js";

function begin(item, period) {
  const named = period === STANDING ? today().slice(0, 4) : period;
  return post("/villages/{village}/items/{item}/drafts", { village: area.value, item }, { period: named });
}

export const BeginButton = {
  name: "BeginDisclosure",
  props: ["item", "period", "name", "hurries"],
  setup(props) {
    const form = useForm({});
    async function press() {
      const made = await form.submit(() => begin(props.item, props.period));
      if (made) go(`/disclosure/${made.id}`);
    }
    return () => html`<span>
      <button type="button" class=${["button small", props.hurries && "primary"]} disabled=${form.busy} onClick=${press}
        aria-label=${`起草：${props.name}`}>${form.busy ? "正在建…" : "起草"}</button>
      <${FormProblem} form=${form} /></span>`;
  },
};

/** The same for any item and period: what is laid open though no calendar asks for it. */
export const BeginForm = {
  name: "BeginAnyDisclosure",
  setup() {
    const state = useLoad(() => get("/divisions/{division}/catalogue", { division: area.value }));
    const form = useForm({ item: "", period: "" });
    async function send(event) {
      event.preventDefault();
      const made = await form.submit(({ item, period }) => {
        refuse({ item: !item && "请选择事项。", period: !period.trim() && "请填写期间，例如 2026Q3。" });
        return begin(item, period.trim());
      });
      if (made) go(`/disclosure/${made.id}`);
    }
    return () => html`<details class="card"><summary>起草日历以外的公开事项</summary>
      <form onSubmit=${send} novalidate>
        <${FormProblem} form=${form} fields=${["item", "period"]} />
        <${Field} form=${form} name="item" as="select" label="事项" options=${[["", "请选择"],
          ...(state.data?.items ?? []).map((item) => [item.id, `${CATEGORIES[item.category]} · ${item.name}`])]} />
        <${Field} form=${form} name="period" label="期间"
          hint="年 2026，半年 2026H1，季度 2026Q3，月 2026-08，某天的事 2026-08-15" />
        <${Send} form=${form} text="起草" />
      </form></details>`;
  },
};
