/** Publishing a post now or later, pinning it, taking it away: by those who may. */
import { put, remove } from "../../shared/api.js";
import { Field, FormProblem, refuse, useForm } from "../../shared/form.js";
import { moment } from "../../shared/time.js";
import { confirmed, told } from "../../shared/ui.js";
import { html, nextTick, ref, watch } from "../../shared/vue.js";
import { may } from "../area.js";
import { GoingOut, useAnswers } from "./going_out.js";

const SAYS = { draft: "草稿", scheduled: "定时发布", published: "已发布", withdrawn: "已撤回" };
/** What somebody chose in a field of date and time, as an instant in China. */
const instant = (local) => `${local}:00+08:00`;
const at = (source) => ({ post: source.id });

/** What can be done in a state: [name, what it says, the field it needs, how it is sent]. */
const ACTS = {
  draft: [
    ["publish", "立即发布", null, (s, _, answers) =>
      put("/posts/{post}/publication", at(s), { version: s.version, ...answers })],
    ["schedule", "定时发布", "time", (s, time, answers) =>
      put("/posts/{post}/publication", at(s), { version: s.version, at: instant(time), ...answers })],
  ],
  scheduled: [["unschedule", "取消定时", null, (s) => remove("/posts/{post}/publication", at(s))]],
  published: [
    ["pin", "置顶", "time", (s, time) => put("/posts/{post}/pin", at(s), { until: instant(time) })],
    ["withdraw", "撤回", "reason", (s, reason) => put("/posts/{post}/withdrawal", at(s), { reason })],
  ],
  withdrawn: [],
};
const UNPIN = ["unpin", "取消置顶", null, (s) => remove("/posts/{post}/pin", at(s))];
const LABELS = { schedule: "什么时候发布", pin: "置顶到什么时候", withdraw: "撤回的原因（村民会看到）" };

/** In which state the post is, until when, and who has read it. */
function standing(source, isPinned) {
  return html`<p><span class="badge info">${SAYS[source.state]}</span>
    ${source.state === "scheduled" ? html` ${moment(source.publish_at)} 自动发布` : null}
    ${isPinned ? html` 置顶到 ${moment(source.pinned_until)}` : null}
    ${source.asks_confirmation && source.state === "published"
      ? html` <a href=${`#/notices/${source.id}`}>看谁已确认</a>` : null}</p>`;
}

export const Publishing = {
  name: "PostPublishing",
  // `found` is what the gate found in a draft; `first()` stores what is typed and gives the post.
  props: ["source", "found", "first"],
  emits: ["changed"],
  setup(props, { emit }) {
    const open = ref(null);
    const form = useForm({ words: "" });
    const answers = useAnswers();
    watch(() => props.found.data, (view, before) => {
      if (view?.version !== before?.version) answers.forget();
      answers.ask(view?.findings ?? []);
    });
    const goesOut = ([name]) => name === "publish" || name === "schedule";
    const isAsked = () => props.found.data?.findings.length > 0 || props.source.attachments.length > 0;

    async function run(act) {
      const [, says, needs, send] = act;
      const changed = await form.submit(({ words }) => {
        if (needs) refuse({ words: words.trim().length < 2 && "请填写。" });
        return send(props.source, words.trim(), answers.body());
      });
      // What the gate finds meanwhile is asked about in its place.
      if (!changed) return goesOut(act) && props.found.reload();
      open.value = null;
      told(`已${says}`);
      return emit("changed", changed);
    }
    /** What is typed is stored, and what the gate finds in it is known. */
    async function looked() {
      if (!(await props.first())) return false;
      await nextTick();
      await props.found.reload();
      return true;
    }
    async function press(act) {
      form.values.words = "";
      if (goesOut(act) && !(await looked())) return;
      if (act[2] || (goesOut(act) && isAsked())) open.value = act;
      else if (act[0] !== "publish" || (await confirmed("发布后村民马上能看到。", { yes: "发布" }))) await run(act);
    }
    const send = (event) => (event.preventDefault(), run(open.value));

    function details([name, says, needs]) {
      return html`<form onSubmit=${send} novalidate>
        ${goesOut(open.value) ? html`<${GoingOut} answers=${answers} source=${props.source} hasFiles=${props.source.attachments.length > 0} />` : null}
        ${needs
          ? html`<${Field} form=${form} name="words" label=${LABELS[name]} type=${needs === "time" ? "datetime-local" : "text"} maxlength="200" />`
          : null}
        <div class="row"><button class="button primary" disabled=${form.busy}>确认${says}</button>
          <button type="button" class="button" onClick=${() => (open.value = null)}>取消</button></div>
      </form>`;
    }
    return () => {
      const { source } = props;
      const isPinned = source.pinned_until && new Date(source.pinned_until) > new Date();
      const acts = [...ACTS[source.state], ...(isPinned ? [UNPIN] : [])];
      return html`<section class="card" aria-label="发布">
        ${standing(source, isPinned)}
        <${FormProblem} form=${form} fields=${["words"]} />
        ${!may("secretary", "monitor", "county")
          ? html`<p class="quiet">${source.state === "draft" ? "保存后由村支书发布。" : ""}</p>`
          : html`<div class="row">${acts.map((act) => html`<button key=${act[0]} type="button"
              class=${["button", act[0] === "publish" && "primary"]} disabled=${form.busy}
              onClick=${() => press(act)}>${act[1]}</button>`)}</div>`}
        ${open.value ? details(open.value) : null}
      </section>`;
    };
  },
};
