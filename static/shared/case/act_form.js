/** The form of one act: its fields, what went wrong, and what became of it if others were faster. */
import { useDraft } from "../draft.js";
import { FormProblem, refuse, Send, useForm } from "../form.js";
import { session } from "../session.js";
import { told } from "../ui.js";
import { computed, html, ref, watch } from "../vue.js";
import { ActField, missing, startValue } from "./act_fields.js";
import { ACTS } from "./acts.js";
import { STATES } from "./words.js";

const BROKEN = 500;
/** Codes that say: the case is not as you saw it any more. */
const OVERTAKEN = new Set(["state_changed", "not_your_case", "gone_up"]);

function body(values, version) {
  const filled = Object.entries(values).filter(([, value]) => value !== null && value !== "");
  return { ...Object.fromEntries(filled), version };
}

/** Whether the newest act of the case is the one that this form sent. */
function isMine(name, values, one) {
  const entry = one.entries[one.entries.length - 1];
  const words = values.text ?? (name === "refuse" ? undefined : values.reason);
  const isSame = words === undefined || entry.note.trim() === words.trim();
  return entry.act === name && entry.name === session.me?.name && isSame;
}

function latest(one) {
  const entry = one.entries[one.entries.length - 1];
  return entry?.name ? `${entry.name}刚刚处理过` : "别人刚刚处理过";
}

/** What a colleague did meanwhile; what is typed stays in the form below. */
function overtaken(one, stillOpen, goOn) {
  return html`<div class="notice warn overtaken" role="alert" tabindex="-1">
    <p><b>这一件${latest(one)}，现在是「${STATES[one.state]}」。</b>您填写的内容都还在下面。</p>
    ${stillOpen
      ? html`<button type="button" class="button" onClick=${goOn}>我看过了，按现在的情况继续</button>`
      : html`<p>现在不能再做这一步。可以把写好的内容复制到留言或内部备注里。</p>`}
  </div>`;
}

export const ActForm = {
  name: "CaseActForm",
  props: ["act", "seen", "one"],
  emits: ["done", "cancel", "stale"],
  setup(props, { emit }) {
    const act = ACTS[props.act];
    const initial = Object.fromEntries(act.fields.map((field) => [field.name, startValue(field, props.one)]));
    const form = useForm(initial);
    const draft = useDraft(`act.${props.act}.${props.one.id}`, form);
    const version = ref(props.seen.version);
    const isOvertaken = computed(() => props.one.version !== version.value && !form.busy);
    // True after a request of which nobody knows whether it arrived.
    const isUnsure = ref(false);
    const stillOpen = computed(() => props.one.may.includes(props.act));

    function goOn() {
      version.value = props.one.version;
      form.problem = null;
    }
    async function send(event) {
      event.preventDefault();
      const changed = await form.submit((values) => {
        refuse(missing(act.fields, values));
        return act.send({ case: props.one.id }, body(values, version.value));
      });
      if (changed) {
        draft.drop();
        told(`已${act.says}`);
        emit("done", changed);
      } else if (OVERTAKEN.has(form.problem?.code)) {
        emit("stale");
      } else if (!form.problem?.status || form.problem.status >= BROKEN) {
        isUnsure.value = true;
      }
    }
    // It did arrive, only the answer was lost: what a colleague would be told is my own act.
    watch(
      [() => props.one.version, isUnsure],
      () => {
        if (!isUnsure.value || props.one.version === version.value) return;
        if (!isMine(props.act, form.values, props.one)) return;
        draft.drop();
        told(`已${act.says}`);
        emit("done", props.one);
      },
    );
    function cancel() {
      draft.drop();
      emit("cancel");
    }
    return () => {
      const names = act.fields.map((field) => field.name);
      const isOver = isOvertaken.value;
      return html`<section class="card act-form" aria-label=${act.says}>
        <h2>${act.says}</h2>
        ${isOver ? overtaken(props.one, stillOpen.value, goOn) : html`<${FormProblem} form=${form} fields=${names} />`}
        <form onSubmit=${send} novalidate>
          ${act.fields.map((field) => html`<${ActField} key=${field.name} field=${field} form=${form} one=${props.one} />`)}
          ${act.fields.length ? null : html`<p>签收后由您负责，反映人会收到通知。</p>`}
          <div class="row">
            ${isOver ? null : html`<${Send} form=${form} text=${`确认${act.says}`} />`}
            <button type="button" class="button" onClick=${cancel}>取消</button>
          </div>
        </form>
      </section>`;
    };
  },
};
