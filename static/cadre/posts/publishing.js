/** Publishing a post now or later, pinning it, taking it away: by those who may. */
import { put, remove } from "../../shared/api.js";
import { Field, FormProblem, refuse, useForm } from "../../shared/form.js";
import { moment } from "../../shared/time.js";
import { confirmed, told } from "../../shared/ui.js";
import { html, ref } from "../../shared/vue.js";
import { may } from "../area.js";

const SAYS = { draft: "草稿", scheduled: "定时发布", published: "已发布", withdrawn: "已撤回" };
/** What somebody chose in a field of date and time, as an instant in China. */
const instant = (local) => `${local}:00+08:00`;
const at = (source) => ({ post: source.id });

/** What can be done in a state: [name, what it says, the field it needs, how it is sent]. */
const ACTS = {
  draft: [
    ["publish", "立即发布", null, (s) => put("/posts/{post}/publication", at(s), { version: s.version })],
    ["schedule", "定时发布", "time", (s, time) =>
      put("/posts/{post}/publication", at(s), { version: s.version, at: instant(time) })],
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

export const Publishing = {
  name: "PostPublishing",
  props: ["source"],
  emits: ["changed"],
  setup(props, { emit }) {
    const open = ref(null);
    const form = useForm({ words: "" });

    async function run([name, says, needs, send]) {
      if (name === "publish" && !(await confirmed("发布后村民马上能看到。", { yes: "发布" }))) return;
      const changed = await form.submit(({ words }) => {
        if (needs) refuse({ words: words.trim().length < 2 && "请填写。" });
        return send(props.source, words.trim());
      });
      if (!changed) return;
      open.value = null;
      form.values.words = "";
      told(`已${says}`);
      emit("changed", changed);
    }
    const press = (act) => (act[2] ? ((open.value = act), (form.values.words = "")) : run(act));
    const send = (event) => (event.preventDefault(), run(open.value));

    return () => {
      const { source } = props;
      const isPinned = source.pinned_until && new Date(source.pinned_until) > new Date();
      const acts = [...ACTS[source.state], ...(isPinned ? [UNPIN] : [])];
      return html`<section class="card" aria-label="发布">
        <p><span class="badge info">${SAYS[source.state]}</span>
          ${source.state === "scheduled" ? html` ${moment(source.publish_at)} 自动发布` : null}
          ${isPinned ? html` 置顶到 ${moment(source.pinned_until)}` : null}
          ${source.asks_confirmation && source.state === "published"
            ? html` <a href=${`#/notices/${source.id}`}>看谁已确认</a>` : null}</p>
        <${FormProblem} form=${form} fields=${["words"]} />
        ${!may("secretary", "monitor", "county")
          ? html`<p class="quiet">${source.state === "draft" ? "保存后由村支书发布。" : ""}</p>`
          : html`<div class="row">${acts.map((act) => html`<button key=${act[0]} type="button"
              class=${["button", act[0] === "publish" && "primary"]} disabled=${form.busy}
              onClick=${() => press(act)}>${act[1]}</button>`)}</div>`}
        ${open.value
          ? html`<form onSubmit=${send} novalidate>
              <${Field} form=${form} name="words" label=${LABELS[open.value[0]]}
                type=${open.value[2] === "time" ? "datetime-local" : "text"} maxlength="200" />
              <div class="row"><button class="button primary" disabled=${form.busy}>确认${open.value[1]}</button>
                <button type="button" class="button" onClick=${() => (open.value = null)}>取消</button></div>
            </form>`
          : null}
      </section>`;
    };
  },
};
