/** Writing a post: text with its preview, pictures, files, whom it reaches. */
import { get, post, put } from "../../shared/api.js";
import { useDraft } from "../../shared/draft.js";
import { Choice, Field, FormProblem, refuse, Send, Tick, useForm } from "../../shared/form.js";
import { PictureField } from "../../shared/picture_field.js";
import { told } from "../../shared/ui.js";
import { html, watch } from "../../shared/vue.js";
import { area } from "../area.js";
import { AttachmentField } from "../attachments.js";
import { MarkdownField } from "../markdown_field.js";
import { Overtaken } from "../overtaken.js";
import { useSaving } from "../saving.js";
import { GoingOut, useAnswers } from "./going_out.js";
import { Targets } from "./targets.js";

const FIELDS = ["kind", "title", "body", "pictures", "attachments", "asks_confirmation", "targets"];
const KINDS = [
  ["notice", "通知", "要让大家知道的事，可以要求确认"],
  ["news", "新闻", "村里发生的事"],
];
const BLANK = { kind: "notice", title: "", body: "", pictures: [], attachments: [], asks_confirmation: false, targets: [] };

const textOf = ({ kind, title, body, pictures, asks_confirmation, attachments }) => ({
  kind, title, body, pictures: [...pictures], asks_confirmation,
  attachments: attachments.map(({ media, name }) => ({ media, name })),
});

/** What is not right yet, before anything is sent. */
const wrong = (values) => ({
  title: values.title.trim().length < 2 && "请写标题，至少 2 个字。",
  body: values.body.trim().length < 2 && "请写正文。",
});

/** Whether readers see each change at once, so that it passes the gate as publishing does. */
const isOut = (source) => ["scheduled", "published"].includes(source?.state);
const hasNewFiles = (source, { attachments }) =>
  attachments.some(({ media, name }) => !source.attachments.some((one) => one.media === media && one.name === name));

/** The editor of one post: `source` is what is stored, null for a new one. */
export const Editor = {
  name: "PostEditor",
  // `register(store)` gives the page the way to store what is typed before anything else is done.
  props: ["source", "register"],
  emits: ["saved", "stored"],
  setup(props, { emit }) {
    const { source } = props;
    const first = source ? { ...textOf(source), targets: [] } : { ...BLANK };
    // The version is kept with the draft: what was typed on an older one overwrites no newer one.
    const form = useForm({ ...first, version: source?.version });
    const draft = useDraft(`post.${source?.id ?? area.value}`, form);
    const answers = useAnswers();
    // What was found stood in another text: it is looked for anew when this one is sent.
    watch(() => [form.values.title, form.values.body, form.values.attachments], answers.forget);

    function send(body) {
      refuse(wrong(form.values));
      if (!source) return post("/divisions/{division}/posts", { division: area.value }, body, { key: draft.key });
      const going = isOut(source) ? answers.body() : {};
      return put("/posts/{post}/source", { post: source.id }, { ...body, ...going, version: form.values.version });
    }
    const saving = useSaving(form, draft, {
      sent: () => (source ? textOf(form.values) : { ...textOf(form.values), targets: [...form.values.targets] }),
      send,
      current: () => props.source,
      newest: () => get("/posts/{post}/source", { post: source.id }),
      overtaken: "post_changed",
      onStored: (saved) => emit("stored", saved),
    });
    async function save(how) {
      const saved = await how();
      if (!saved) return answers.ask(form.problem?.more.findings ?? []);
      told("已保存");
      return emit("saved", saved);
    }
    props.register?.(saving.store);

    return () => html`<form class="card" onSubmit=${(event) => (event.preventDefault(), save(saving.store))} novalidate>
      ${draft.restored ? html`<p class="notice" role="status">已恢复上次没有保存的内容。</p>` : null}
      ${saving.theirs
        ? html`<${Overtaken} theirs=${saving.theirs} onInsist=${() => save(saving.insist)} />`
        : html`<${FormProblem} form=${form} fields=${FIELDS} />`}
      <${Choice} form=${form} name="kind" label="发什么" options=${KINDS} />
      <${Field} form=${form} name="title" label="标题" maxlength="80" />
      <${MarkdownField} form=${form} name="body" label="正文" division=${area.value} />
      <${PictureField} form=${form} name="pictures" label="加图片" most=${20} />
      <${AttachmentField} form=${form} name="attachments" label="加附件" />
      ${form.values.kind === "notice"
        ? html`<${Tick} form=${form} name="asks_confirmation" label="请村民点「我已阅读」确认，可以看到谁还没有确认" />`
        : null}
      ${source ? null : html`<${Targets} form=${form} />`}
      ${isOut(source) ? html`<${GoingOut} answers=${answers} source=${form.values} hasFiles=${hasNewFiles(source, form.values)} />` : null}
      <${Send} form=${form} text=${source?.state === "published" ? "保存修改（立即生效）" : "保存草稿"} />
    </form>`;
  },
};
