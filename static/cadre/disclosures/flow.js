/** What may be done next with a disclosure: handed in, passed, approved, sent back, corrected. */
import { post, put, remove } from "../../shared/api.js";
import { Field, refuse, Tick, useForm } from "../../shared/form.js";
import { go } from "../../shared/router.js";
import { confirmed, told } from "../../shared/ui.js";
import { html, ref } from "../../shared/vue.js";
import { may } from "../area.js";
import { placeInWords } from "./places.js";

const at = (source) => ({ disclosure: source.id });
const instant = (local) => (local ? `${local}:00+08:00` : null);
const SHORT = 2;

const ACTS = {
  submit: {
    says: "提交审核", told: "已提交，等监委会审核", primary: true,
    send: (source, { note }) => post("/disclosures/{disclosure}/submission", at(source), { version: source.version, note }),
  },
  pass: {
    says: "审核通过", told: "已通过，等村支书批准", primary: true,
    // Nothing looks inside of files: who reviews says that they did.
    files: ({ attachments }) => attachments.length > 0,
    send: (source, { note, filesRead }) =>
      put("/disclosures/{disclosure}/review", at(source), { version: source.version, note, files_read: filesRead }),
  },
  publish: {
    says: "批准公开", told: "已公开", primary: true, asks: "公开后不能删除，只能更正并说明原因。", time: true,
    send: (source, { note, time }) =>
      put("/disclosures/{disclosure}/publication", at(source), { version: source.version, note, at: instant(time) }),
  },
  back: {
    says: "退回修改", told: "已退回给文书", remarks: true,
    send: (source, { note, path, reason }) =>
      post("/disclosures/{disclosure}/remarks", at(source), { version: source.version, note, remarks: [{ path, reason }] }),
  },
  correct: {
    says: "更正", told: "已建更正稿", reason: true, goes: true,
    send: (source, { reason }) => post("/disclosures/{disclosure}/revisions", at(source), { reason }),
  },
};

/** The acts for my role in this state. */
function open(source) {
  const overseer = may("overseer") || (may("monitor") && source.desk?.startsWith("monitor:"));
  return {
    draft: may("clerk") ? ["submit"] : [],
    review: overseer ? ["pass", "back"] : [],
    approval: may("secretary") ? ["publish", "back"] : [],
    scheduled: may("secretary") ? ["back"] : [],
    published: may("clerk") ? ["correct"] : [],
    superseded: [],
  }[source.state];
}

/** To which places a reason may be bound. */
function paths(source) {
  const fixed = ["body", "body.title", "body.period", "body.body"];
  const fields = source.fields.map(({ name }) => `body.fields.${name}`);
  const rows = source.entries.slice(0, 200).map((_, index) => `body.entries.${index}`);
  return [...fixed, ...fields, ...rows].map((path) => [path, placeInWords(path)]);
}

export const Flow = {
  name: "DisclosureFlow",
  // `first()` saves what is typed and gives the disclosure as it is then; undefined where that failed.
  props: ["source", "first"],
  emits: ["changed"],
  setup(props, { emit }) {
    const blank = { note: "", time: "", reason: "", filesRead: false };
    const form = useForm({ ...blank, path: "body" });
    const chosen = ref("");

    async function run(name) {
      const act = ACTS[name];
      if (act.asks && !form.values.time && !(await confirmed(act.asks, { yes: act.says }))) return;
      const source = await props.first();
      if (!source) return;
      const changed = await form.submit((values) => {
        if (act.remarks || act.reason) refuse({ reason: values.reason.trim().length < SHORT && "请写明原因。" });
        return act.send(source, values);
      });
      if (!changed) return;
      told(changed.state === "scheduled" ? "已批准，到时自动公开" : act.told);
      if (act.goes) return go(`/disclosure/${changed.id}`);
      chosen.value = "";
      Object.assign(form.values, blank);
      emit("changed", changed);
    }
    async function discard() {
      if (!(await confirmed("删除这份草稿？删除后不能恢复。"))) return;
      if ((await form.submit(() => remove("/disclosures/{disclosure}", at(props.source)).then(() => true)))) go("/disclosures");
    }
    const asks = ({ remarks, reason, time, files }) => remarks || reason || time || files?.(props.source);
    const press = (name) => (asks(ACTS[name]) ? (chosen.value = name) : run(name));
    const submit = (event) => (event.preventDefault(), run(chosen.value));

    function details(act) {
      return html`<form onSubmit=${submit} novalidate>
        ${act.remarks ? html`<${Field} form=${form} name="path" as="select" label="哪里要改" options=${paths(props.source)} />` : null}
        ${act.remarks || act.reason ? html`<${Field} form=${form} name="reason" label=${act.reason ? "更正的原因（大家会看到）" : "怎样改"} maxlength="200" />` : null}
        ${act.time ? html`<${Field} form=${form} name="time" type="datetime-local" label="什么时候公开（不填就是现在）" />` : null}
        ${act.files ? html`<${Tick} form=${form} name="filesRead" label="附件我都打开看过，里面没有不该公开的个人信息" />` : null}
        <div class="row"><button class="button primary" disabled=${form.busy}>确认${act.says}</button>
          <button type="button" class="button" onClick=${() => (chosen.value = "")}>取消</button></div>
      </form>`;
    }
    return () => {
      const names = open(props.source);
      const mayDiscard = props.source.state === "draft" && may("clerk");
      if (!names.length && !mayDiscard) return null;
      return html`<section class="card flow" aria-label="下一步">
        <h2>下一步</h2>
        ${form.problem
          ? html`<div class="problem" role="alert" tabindex="-1"><p>${form.problem.detail}</p>
              ${form.problem.errors.length ? html`<ul>${form.problem.errors.slice(0, 30).map(({ path, message }, index) => html`<li key=${index}><b>${placeInWords(path)}</b>：${message}</li>`)}</ul>` : null}</div>`
          : null}
        ${chosen.value
          ? details(ACTS[chosen.value])
          : html`<div class="row">${names.map((name) => html`<button key=${name} type="button" disabled=${form.busy}
              class=${["button", ACTS[name].primary && "primary"]} onClick=${() => press(name)}>${ACTS[name].says}</button>`)}
              ${mayDiscard ? html`<button type="button" class="button danger" onClick=${discard}>删除草稿</button>` : null}</div>`}
      </section>`;
    };
  },
};

