/** A form that opens on a button: what is typed stays, whatever becomes of the sending or of the case. */
import { isBegun, useDraft } from "../shared/draft.js";
import { Field, FormProblem, refuse, Send, useForm } from "../shared/form.js";
import { told } from "../shared/ui.js";
import { html, nextTick, onMounted, ref } from "../shared/vue.js";

/** Codes that say: it is not as you saw it any more. */
const STALE = new Set(["state_changed", "exclusion_state", "obligation_changed", "check_state", "inquiry_changed"]);

/**
 * `fields` as [{name, label, hint, value, needed, ...attributes of Field}]; `send(values)` gives what
 * was changed; `name` keeps the draft apart from others; `done` is what is said when it is done.
 */
const PROPS = {
  name: String, title: String, explains: String, fields: { default: () => [] }, send: Function, done: String,
};

export const DutyForm = {
  props: { ...PROPS, button: String, kind: { default: "" } },
  emits: ["changed", "stale"],
  setup(props, { emit }) {
    // What was begun before a reload is shown again.
    const open = ref(isBegun(props.name)), opener = ref(null);
    async function hide() {
      open.value = false;
      await nextTick();
      opener.value?.focus();
    }
    function changed(found) {
      hide();
      emit("changed", found);
    }
    return () => {
      const { button, kind, ...rest } = props;
      return open.value
        ? html`<${Opened} ...${rest} onChanged=${changed} onStale=${() => emit("stale")} onCancel=${hide} />`
        : html`<button ref=${opener} type="button" class=${["button", kind]} onClick=${() => (open.value = true)}>${button}</button>`;
    };
  },
};

const Opened = {
  props: PROPS,
  emits: ["changed", "stale", "cancel"],
  setup(props, { emit }) {
    const form = useForm(Object.fromEntries(props.fields.map((field) => [field.name, field.value ?? ""])));
    const draft = useDraft(props.name, form);
    const place = ref(null);
    onMounted(() => !draft.restored && place.value?.querySelector("input, select, textarea, button")?.focus());
    function cancel() {
      draft.drop();
      emit("cancel");
    }
    async function submit(event) {
      event.preventDefault();
      const changed = await form.submit((values) => {
        refuse(missing(props.fields, values));
        return props.send(values);
      });
      if (changed) {
        draft.drop();
        told(props.done);
        emit("changed", changed);
      } else if (STALE.has(form.problem?.code)) emit("stale");
    }
    return () => html`<form ref=${place} class="duty-form" aria-label=${props.title} onSubmit=${submit} novalidate>
      <h3>${props.title}</h3>
      ${props.explains && html`<p class="quiet">${props.explains}</p>`}
      <${FormProblem} form=${form} fields=${props.fields.map((field) => field.name)} />
      ${STALE.has(form.problem?.code) && html`<p class="notice warn">别人刚刚处理过。上面已是最新情况，您写的内容都还在，看过后可以再次提交。</p>`}
      ${props.fields.map(({ value, needed, ...field }) => html`<${Field} key=${field.name} form=${form} ...${field} />`)}
      <div class="row"><${Send} form=${form} text=${`确认${props.title}`} />
        <button type="button" class="button" onClick=${cancel}>取消</button></div>
    </form>`;
  },
};

const missing = (fields, values) => Object.fromEntries(
  fields.filter((field) => field.needed && String(values[field.name]).trim().length < 2)
    .map((field) => [field.name, `请填写${field.label}。`]),
);
