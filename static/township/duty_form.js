/** A form below a case that opens on a button: what is typed stays, whatever becomes of the sending. */
import { useDraft } from "../shared/draft.js";
import { Field, FormProblem, refuse, Send, useForm } from "../shared/form.js";
import { told } from "../shared/ui.js";
import { html, nextTick, ref } from "../shared/vue.js";

const STALE = new Set(["state_changed", "exclusion_state"]);

/**
 * `fields` as [{name, label, hint, needed, ...attributes of Field}]; `send(values)` gives the changed
 * case; `name` keeps the draft apart from others; `done` is what is said when it is done.
 */
export const DutyForm = {
  props: {
    name: String, button: String, title: String, explains: String, fields: Array, send: Function,
    done: String, kind: { default: "" },
  },
  emits: ["changed", "stale"],
  setup(props, { emit }) {
    const open = ref(false), opener = ref(null), place = ref(null);
    const form = useForm(Object.fromEntries(props.fields.map((field) => [field.name, field.value ?? ""])));
    const draft = useDraft(props.name, form);
    open.value = draft.restored && props.fields.some((field) => form.values[field.name] !== (field.value ?? ""));
    async function show() {
      open.value = true;
      await nextTick();
      place.value?.querySelector("input, select, textarea, button")?.focus();
    }
    async function hide() {
      open.value = false;
      await nextTick();
      opener.value?.focus();
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
        open.value = false;
        emit("changed", changed);
      } else if (STALE.has(form.problem?.code)) emit("stale");
    }
    return () => open.value
      ? html`<form ref=${place} class="duty-form" aria-label=${props.title} onSubmit=${submit} novalidate>
          <h3>${props.title}</h3>
          ${props.explains && html`<p class="quiet">${props.explains}</p>`}
          <${FormProblem} form=${form} fields=${props.fields.map((field) => field.name)} />
          ${props.fields.map(({ value, needed, ...field }) => html`<${Field} key=${field.name} form=${form} ...${field} />`)}
          <div class="row"><${Send} form=${form} text=${`确认${props.title}`} />
            <button type="button" class="button" onClick=${hide}>取消</button></div>
        </form>`
      : html`<button ref=${opener} type="button" class=${["button", props.kind]} onClick=${show}>${props.button}</button>`;
  },
};

const missing = (fields, values) => Object.fromEntries(
  fields.filter((field) => field.needed && String(values[field.name]).trim().length < 2)
    .map((field) => [field.name, `请填写${field.label}。`]),
);
