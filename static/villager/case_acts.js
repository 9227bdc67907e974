/** What the reporter may do with a case as it is: confirm, reply, rate, reopen, take back. */
import { Field, FormProblem, refuse, Send, useForm } from "../shared/form.js";
import { confirmed, told } from "../shared/ui.js";
import { html, ref } from "../shared/vue.js";

export const CaseActs = {
  props: { case: Object, acts: Object, done: Function },
  setup: (props) => () => {
    const { may, version, state, ask_about_cadres } = props.case;
    const given = { ...props, version };
    const can = (act) => may.includes(act);
    return html`<div class="no-print">
      ${ask_about_cadres && can("clarify") && html`<${Clarify} ...${given} />`}
      ${can("reply") && state === "waiting" && html`<${Reply} ...${given} />`}
      ${can("rate") && html`<${Rate} ...${given} />`}
      ${can("reopen") && html`<${Reopen} ...${given} />`}
      ${can("confirm") && html`<${StillSolved} ...${given} />`}
      ${can("withdraw") && html`<${Withdraw} ...${given} />`}
    </div>`;
  },
};

const shape = { case: Object, acts: Object, done: Function, version: Number };

/** Does it, says so, and shows the case anew. */
async function act(form, props, name, body, words) {
  const done = await form.submit(async () => ((await props.acts[name]({ ...body, version: props.version })) ?? true));
  if (done) told(words);
  if (done || form.problem?.status === 409) props.done();
}

const Clarify = {
  props: shape,
  setup(props) {
    const form = useForm({});
    const say = (about_cadres) => act(form, props, "clarify", { about_cadres }, "已收到，谢谢。");
    return () => html`<section class="notice warn"><h2>请您确认</h2><p>您反映的是不是本村干部的问题？</p>
      <${FormProblem} form=${form} />
      <p class="row"><button type="button" class="button primary" disabled=${form.busy} onClick=${() => say(true)}>是，请乡镇来办</button>
        <button type="button" class="button" disabled=${form.busy} onClick=${() => say(false)}>不是</button></p></section>`;
  },
};

const Reply = {
  props: shape,
  setup(props) {
    const form = useForm({ text: "" });
    const question = () => props.case.entries.filter((entry) => entry.act === "ask").at(-1)?.note;
    const send = (event) => (event.preventDefault(), act(form, props, "reply", { text: form.values.text }, "已补充。"));
    return () => html`<section class="notice warn"><h2>请您补充</h2><p>${question()}</p>
      <form onSubmit=${send} novalidate><${FormProblem} form=${form} fields=${["text"]} />
        <${Field} form=${form} name="text" label="补充的情况" as="textarea" rows="3" maxlength="2000" />
        <${Send} form=${form} text="提交补充" /></form></section>`;
  },
};

const SCORES = [[5, "很满意"], [4, "满意"], [3, "一般"], [2, "不满意"], [1, "很不满意"]];

const Rate = {
  props: shape,
  setup(props) {
    const form = useForm({ solved: null, content: null, note: "" });
    async function send(event) {
      event.preventDefault();
      const { solved, content, note } = form.values;
      await form.submit(async () => {
        refuse({ solved: solved === null && "请选解决了没有。", content: content === null && "请选满意程度。" });
        await props.acts.rate({ solved, content, note, version: props.version });
        told("谢谢您的评价。");
      });
      if (!form.problem || form.problem.status === 409) props.done();
    }
    return () => html`<section class="card"><h2>请您评价</h2><form onSubmit=${send} novalidate>
      <${FormProblem} form=${form} fields=${["solved", "content", "note"]} />
      ${radios(form, "solved", "解决了吗？", [[true, "解决了"], [false, "没有解决"]])}
      ${radios(form, "content", "满意吗？", SCORES)}
      <${Field} form=${form} name="note" label="想说的话" as="textarea" rows="2" maxlength="500" optional=${true} />
      <${Send} form=${form} text="提交评价" /></form></section>`;
  },
};

const radios = (form, name, label, options) => html`<fieldset class="field big-choice"><legend>${label}</legend>
  <div class="row">${options.map(([value, text]) => html`<label key=${text} class=${["button", form.values[name] === value && "primary"]}>
    <input class="unseen" type="radio" name=${name} checked=${form.values[name] === value} onChange=${() => (form.values[name] = value)} />${text}</label>`)}</div>
  ${form.errors[name] && html`<p class="error" role="alert">${form.errors[name]}</p>`}</fieldset>`;

const Reopen = {
  props: shape,
  setup(props) {
    const form = useForm({ reason: "" });
    const open = ref(false);
    const send = (event) => (event.preventDefault(), act(form, props, "reopen", { reason: form.values.reason }, "已要求重办。"));
    return () => open.value
      ? html`<section class="card"><h2>要求重办</h2><form onSubmit=${send} novalidate><${FormProblem} form=${form} fields=${["reason"]} />
          <${Field} form=${form} name="reason" label="哪里没有办好" as="textarea" rows="3" maxlength="200" />
          <${Send} form=${form} text="要求重办" /></form></section>`
      : html`<p><button type="button" class="button wide" onClick=${() => (open.value = true)}>没有办好，要求重办</button></p>`;
  },
};

const StillSolved = {
  props: shape,
  setup(props) {
    const form = useForm({});
    return () => html`<section class="notice"><p>过了一段时间，问题还是解决了的吗？</p><${FormProblem} form=${form} />
      <button type="button" class="button primary" disabled=${form.busy} onClick=${() => act(form, props, "confirm", {}, "谢谢。")}>是的，解决了</button></section>`;
  },
};

const Withdraw = {
  props: shape,
  setup(props) {
    const form = useForm({});
    async function takeBack() {
      if (await confirmed("撤回后不再办理。要撤回吗？", { yes: "撤回" })) act(form, props, "withdraw", { reason: "" }, "已撤回。");
    }
    return () => html`<div><${FormProblem} form=${form} />
      <p><button type="button" class="link-button" disabled=${form.busy} onClick=${takeBack}>撤回这件诉求</button></p></div>`;
  },
};
