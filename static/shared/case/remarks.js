/** Talking with the reporter, and notes among colleagues: alike in form, never to be mistaken. */
import { post } from "../api.js";
import { useDraft } from "../draft.js";
import { Field, FormProblem, Send, useForm } from "../form.js";
import { useList } from "../load.js";
import { PictureField } from "../picture_field.js";
import { ROLES } from "../staff_words.js";
import { Thumbnails } from "../thumbnails.js";
import { ago } from "../time.js";
import { Failure } from "../ui.js";
import { html, watch } from "../vue.js";

const HANDLED = ["assigned", "accepted", "waiting", "answered", "explained", "closed"];

function said(one) {
  const who = one.side === "reporter" ? "反映人" : `${ROLES[one.role] ?? ""} ${one.name}`;
  return html`<li key=${one.id} class=${`remark remark-${one.side}`}>
    <p class="quiet">${who} · ${ago(one.at)}</p>
    <p class="words">${one.text}</p>
    <${Thumbnails} pictures=${one.pictures} of="照片" />
  </li>`;
}

/** A thread of a case: how it is read (`find`) and added to (`send`), and what it is called. */
function thread(name, { find, send, title, hint, label, button, empty, kind, pictures }) {
  return {
    name,
    props: ["one"],
    setup(props) {
      const id = props.one.id;
      const list = find(() => ({ case: id, limit: 100 }));
      const form = useForm(pictures ? { text: "", pictures: [] } : { text: "" });
      useDraft(`${kind}.${id}`, form);
      // Who has just sent the case on may not read on; what they have read stays.
      watch(() => props.one.version, () => (list.busy ? list.reload() : list.renew()));
      async function add() {
        const made = await form.submit((values) => send({ case: id }, values));
        if (!made) return;
        list.items = [...list.items, made];
        Object.assign(form.values, pictures ? { text: "", pictures: [] } : { text: "" });
      }
      const submit = (event) => (event.preventDefault(), add());
      return () => html`<section class=${["card", kind]} aria-label=${title}>
        <h2>${title}</h2>
        ${hint ? html`<p class="thread-hint">${hint}</p>` : null}
        ${list.problem ? html`<${Failure} problem=${list.problem} retry=${list.reload} />` : null}
        ${list.done && !list.items.length ? html`<p class="quiet">${empty}</p>` : null}
        ${list.items.length ? html`<ol class="remarks">${list.items.map(said)}</ol>` : null}
        ${HANDLED.includes(props.one.state)
          ? html`<form onSubmit=${submit}>
              <${Field} form=${form} name="text" as="textarea" rows="2" label=${label} maxlength="2000" />
              ${pictures ? html`<${PictureField} form=${form} name="pictures" label="加照片" />` : null}
              <${FormProblem} form=${form} fields=${["text", "pictures"]} />
              <${Send} form=${form} text=${button} kind="" />
            </form>`
          : null}
      </section>`;
    },
  };
}

export const Talk = thread("CaseTalk", {
  find: (values) => useList("/feedback/{case}/talk", values),
  send: (at, body) => post("/feedback/{case}/talk", at, body),
  title: "和反映人沟通",
  label: "给反映人留言",
  button: "发送给反映人",
  empty: "还没有留言。反映人会收到您的留言。",
  kind: "talk",
  pictures: true,
});

export const Notes = thread("CaseNotes", {
  find: (values) => useList("/feedback/{case}/notes", values),
  send: (at, body) => post("/feedback/{case}/notes", at, body),
  title: "内部备注",
  hint: "内部：只有办理这件诉求的人能看到，反映人看不到。",
  label: "写备注",
  button: "记下备注",
  empty: "还没有备注。",
  kind: "notes",
});
