/** Recording that something happened which must be laid open: a decision, a contract, a tender. */
import { get, post } from "../../shared/api.js";
import { Field, FormProblem, refuse, Send, useForm } from "../../shared/form.js";
import { useLoad } from "../../shared/load.js";
import { today } from "../../shared/time.js";
import { told } from "../../shared/ui.js";
import { html } from "../../shared/vue.js";
import { area } from "../area.js";

export const EventForm = {
  name: "RecordEvent",
  emits: ["recorded"],
  setup(_, { emit }) {
    const state = useLoad(() => get("/divisions/{division}/catalogue", { division: area.value }));
    const form = useForm({ item: "", on: today(), title: "" });
    async function send(event) {
      event.preventDefault();
      const made = await form.submit((values) => {
        refuse({ item: !values.item && "请选择事项。", title: values.title.trim().length < 2 && "请写是什么事。" });
        return post("/villages/{village}/events", { village: area.value }, { ...values });
      });
      if (!made) return;
      Object.assign(form.values, { item: "", title: "" });
      told("已记录，已加入日历");
      emit("recorded");
    }
    return () => {
      const items = (state.data?.items ?? []).filter((item) => item.enabled && item.by_event);
      return html`<details class="card"><summary>记录一件需要公开的事（会议决定、合同、招标等）</summary>
        <form onSubmit=${send} novalidate>
          <${FormProblem} form=${form} fields=${["item", "on", "title"]} />
          <${Field} form=${form} name="item" as="select" label="属于哪个事项"
            options=${[["", "请选择"], ...items.map((item) => [item.id, item.name])]} />
          <${Field} form=${form} name="on" type="date" label="哪天" />
          <${Field} form=${form} name="title" label="什么事" maxlength="100" hint="例如：山塘加固工程招标" />
          <${Send} form=${form} text="记录" />
        </form></details>`;
    };
  },
};
