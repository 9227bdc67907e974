/** What the reporter and those who handle the case say to each other, and a place to say more. */
import { Field, FormProblem, refuse, Send, useForm } from "../shared/form.js";
import { moment } from "../shared/time.js";
import { html } from "../shared/vue.js";
import { Gallery } from "./gallery.js";
import { ROLES } from "./words.js";

export const Talk = {
  props: { talk: Array, acts: Object, done: Function, open: Boolean },
  setup(props) {
    const form = useForm({ text: "" });
    async function send(event) {
      event.preventDefault();
      await form.submit(async ({ text }) => {
        refuse({ text: !text.trim() && "请写要说的话。" });
        await props.acts.say({ text });
        form.values.text = "";
        props.done();
      });
    }
    return () => html`<section><h2 class="section">对话</h2>
      <ol class="talk" aria-live="polite">${props.talk.map((one) => html`<li key=${one.id} class=${one.side === "reporter" ? "mine" : ""}>
        <p class="quiet">${one.side === "reporter" ? "我" : `${ROLES[one.role] ?? ""} ${one.name}`} · ${moment(one.at)}</p>
        <p class="report-text">${one.text}</p><${Gallery} pictures=${one.pictures} /></li>`)}</ol>
      ${props.open && html`<form class="no-print" onSubmit=${send} novalidate><${FormProblem} form=${form} fields=${["text"]} />
        <${Field} form=${form} name="text" label="跟办理的人说" as="textarea" rows="2" maxlength="2000" />
        <${Send} form=${form} text="发送" kind="plain" /></form>`}
    </section>`;
  },
};
