/** Writing a post: text with its preview, pictures, whom it reaches; then publishing it. */
import { get, post, put, remove } from "../../shared/api.js";
import { useDraft } from "../../shared/draft.js";
import { Choice, Field, FormProblem, refuse, Send, Tick, useForm } from "../../shared/form.js";
import { PictureField } from "../../shared/picture_field.js";
import { go, route } from "../../shared/router.js";
import { confirmed, Failure, Page, Sanitised, told, Waiting } from "../../shared/ui.js";
import { html, reactive } from "../../shared/vue.js";
import { area, may } from "../area.js";
import { AttachmentField } from "../attachments.js";
import { attempt } from "../attempt.js";
import { MarkdownField } from "../markdown_field.js";
import { Overtaken } from "./overtaken.js";
import { Publishing } from "./publishing.js";
import { Targets } from "./targets.js";

const FIELDS = ["kind", "title", "body", "pictures", "attachments", "asks_confirmation", "targets"];
const KINDS = [
  ["notice", "通知", "要让大家知道的事，可以要求确认"],
  ["news", "新闻", "村里发生的事"],
];

const textOf = ({ kind, title, body, pictures, asks_confirmation, attachments }) => ({
  kind, title, body, pictures: [...pictures], asks_confirmation,
  attachments: attachments.map(({ media, name }) => ({ media, name })),
});

/** What is not right yet, before anything is sent. */
const wrong = (values) => ({
  title: values.title.trim().length < 2 && "请写标题，至少 2 个字。",
  body: values.body.trim().length < 2 && "请写正文。",
});

/** The editor of one post: `source` is what is stored, null for a new one. */
const Editor = {
  name: "PostEditor",
  props: ["source"],
  emits: ["saved"],
  setup(props, { emit }) {
    const { source } = props;
    const blank = { kind: "notice", title: "", body: "", pictures: [], attachments: [], asks_confirmation: false, targets: [] };
    // The version is kept with the draft: what was typed on an older one overwrites no newer one.
    const form = useForm(source ? { ...textOf(source), targets: [], version: source.version } : blank);
    const draft = useDraft(`post.${source?.id ?? area.value}`, form);
    const state = reactive({ theirs: null });

    async function save(event) {
      event?.preventDefault();
      const saved = await form.submit((values) => {
        refuse(wrong(values));
        if (!source) {
          const body = { ...textOf(values), targets: [...values.targets] };
          return post("/divisions/{division}/posts", { division: area.value }, body, { key: draft.key });
        }
        return put("/posts/{post}/source", { post: source.id }, { ...textOf(values), version: values.version });
      });
      if (saved) {
        draft.drop();
        told("已保存");
        emit("saved", saved);
      } else if (form.problem?.code === "post_changed") {
        state.theirs = await get("/posts/{post}/source", { post: source.id });
      }
    }
    function insist() {
      form.values.version = state.theirs.version;
      state.theirs = null;
      save();
    }
    return () => html`<form class="card" onSubmit=${save} novalidate>
      ${draft.restored ? html`<p class="notice" role="status">已恢复上次没有保存的内容。</p>` : null}
      ${state.theirs
        ? html`<${Overtaken} theirs=${state.theirs} onInsist=${insist} />`
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
      <${Send} form=${form} text=${source?.state === "published" ? "保存修改（立即生效）" : "保存草稿"} />
    </form>`;
  },
};

function shown(source) {
  return html`<section class="card" aria-label="内容">
    <h2>${source.title}</h2>
    <${Sanitised} html=${source.html} />
    ${source.withdrawal_reason ? html`<p class="notice warn">已撤回：${source.withdrawal_reason}</p>` : null}
  </section>`;
}

export default {
  name: "PostPage",
  setup() {
    const id = route.params.post;
    const state = reactive({ source: null, problem: null });
    const maySet = () => may("secretary", "monitor", "county");
    const mayEdit = ({ state: now }) => now === "draft" || (maySet() && now !== "withdrawn");
    const load = () =>
      get("/posts/{post}/source", { post: id }).then(
        (source) => Object.assign(state, { source, problem: null }),
        (problem) => (state.problem = problem),
      );
    if (id) load();
    const saved = (source) => (id ? (state.source = source) : go(`/posts/${source.id}`, { replace: true }));
    async function discard() {
      if (!(await confirmed("删除这篇草稿？删除后不能恢复。"))) return;
      if (await attempt(() => remove("/posts/{post}", { post: id }))) go("/posts", { replace: true });
    }
    return () => {
      const { source, problem } = state;
      if (id && problem) return html`<${Page} title="新闻和通知"><${Failure} problem=${problem} retry=${load} /><//>`;
      if (id && !source) return html`<${Page} title="新闻和通知"><${Waiting} /><//>`;
      return html`<${Page} title=${id ? source.title : "写一篇"}>
        ${source ? html`<${Publishing} source=${source} onChanged=${saved} />` : null}
        ${!source || mayEdit(source)
          ? html`<${Editor} key=${source?.version ?? 0} source=${source} onSaved=${saved} />`
          : shown(source)}
        ${source?.state === "draft"
          ? html`<button type="button" class="button danger" onClick=${discard}>删除草稿</button>`
          : null}
      <//>`;
    };
  },
};
