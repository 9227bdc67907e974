/** Forms: what is typed, every mistake at its field, what is being sent and what became of it. */
import { Problem } from "./api.js";
import { arrived } from "./uploads.js";
import { html, nextTick, reactive } from "./vue.js";

/**
 * `const form = useForm({title: ""})`; `form.values`, `form.errors` by field, `form.problem`,
 * `form.busy`; `form.submit(send)` calls `send(values)` and gives its result, or undefined after
 * a failure, whose mistakes then stand at their fields and whose first one has the focus.
 */
export function useForm(initial) {
  const form = reactive({ values: { ...initial }, errors: {}, problem: null, busy: false, submit, fail });
  async function submit(send) {
    if (form.busy) return undefined;
    Object.assign(form, { busy: true, problem: null, errors: {} });
    try {
      await arrived();
      return await send(form.values);
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      fail(problem);
      return undefined;
    } finally {
      form.busy = false;
    }
  }
  function fail(problem) {
    form.problem = problem;
    form.errors = byField(problem.errors);
    nextTick(() => {
      const place = document.querySelector("[aria-invalid=true]") ?? document.querySelector(".problem");
      place?.focus();
    });
  }
  return form;
}

/** Throws the mistakes that a page finds by itself as the server would: `{field: sentence}`. */
export function refuse(mistakes) {
  const errors = Object.entries(mistakes)
    .filter(([, message]) => message)
    .map(([field, message]) => ({ path: `body.${field}`, code: "invalid", message }));
  if (errors.length) throw new Problem({ status: 422, code: "invalid", detail: "请按提示修改。", errors });
}

/** body.entries.0.amount → {"entries.0.amount": sentence} */
function byField(errors) {
  return Object.fromEntries(errors.map(({ path, message }) => [path.replace(/^(body|query)\./, ""), message]));
}

let count = 0;

/**
 * A labelled field of a form: `<${Field} form=${form} name="title" label="标题" />`.
 * `as` is input, textarea or select (`options` as [[value, text]]); `hint` stands below it; what
 * else is given goes to the element (type, maxlength, autocomplete, inputmode, rows ...).
 */
export const Field = {
  inheritAttrs: false,
  props: {
    form: Object, name: String, label: String, hint: String, as: { default: "input" }, options: Array,
    optional: Boolean,
  },
  setup(props, { attrs }) {
    const id = `field-${++count}`;
    return () => {
      const { form, name, label, hint, as, options, optional } = props;
      const error = form.errors[name];
      const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
      return html`<div class=${["field", error && "field-wrong"]}>
        <label for=${id}>${label}${optional ? html`<span class="quiet">（可不填）</span>` : null}</label>
        ${html`<${as} ...${attrs} id=${id} class="input" value=${form.values[name]}
          aria-invalid=${error ? "true" : undefined} aria-describedby=${described || undefined}
          onInput=${(event) => (form.values[name] = event.target.value)}
          >${options?.map(([value, text]) => html`<option value=${value}
            selected=${value === form.values[name]}>${text}</option>`)}<//>`}
        ${hint && html`<p class="hint" id="${id}-hint">${hint}</p>`}
        ${error && html`<p class="error" id="${id}-error">${error}</p>`}
      </div>`;
    };
  },
};

/** One of several: radio buttons in a group; `options` as [[value, text, explanation]]. */
export const Choice = {
  props: { form: Object, name: String, label: String, options: Array },
  setup(props) {
    const id = `choice-${++count}`;
    return () => html`<fieldset class="field choice">
      <legend>${props.label}</legend>
      ${props.options.map(([value, text, explanation]) => html`<label class="choice-line" key=${value}>
        <input type="radio" name=${id} value=${value} checked=${props.form.values[props.name] === value}
          onChange=${() => (props.form.values[props.name] = value)} />
        <span><b>${text}</b>${explanation && html`<span class="hint">${explanation}</span>`}</span>
      </label>`)}
      ${props.form.errors[props.name] && html`<p class="error">${props.form.errors[props.name]}</p>`}
    </fieldset>`;
  },
};

/** A box to tick. */
export const Tick = {
  props: { form: Object, name: String, label: String },
  setup: (props) => () => html`<div class="field"><label class="choice-line">
    <input type="checkbox" checked=${props.form.values[props.name]}
      onChange=${(event) => (props.form.values[props.name] = event.target.checked)} />
    <span>${props.label}</span></label>
    ${props.form.errors[props.name] && html`<p class="error">${props.form.errors[props.name]}</p>`}</div>`,
};

/** What went wrong with the whole form, and the mistakes that have no field of their own here. */
export const FormProblem = {
  props: { form: Object, fields: { default: () => [] } },
  setup: (props) => () => {
    const { problem, errors } = props.form;
    if (!problem) return null;
    const rest = Object.entries(errors).filter(([name]) => !props.fields.includes(name));
    return html`<div class="problem" role="alert" tabindex="-1">
      <p>${problem.detail}</p>
      ${rest.length > 0 && html`<ul>${rest.map(([name, message]) => html`<li key=${name}>${message}</li>`)}</ul>`}
      ${problem.requestId && problem.status >= 500 && html`<p class="quiet">问题编号 ${problem.requestId}</p>`}
    </div>`;
  },
};

/** The button that sends a form; it says what is going on and cannot be pressed twice. */
export const Send = {
  props: { form: Object, text: String, busy: { default: "正在提交…" }, kind: { default: "primary" } },
  setup: (props) => () => html`<button type="submit" class=${["button", props.kind]}
    disabled=${props.form.busy}><span aria-live="polite">${props.form.busy ? props.busy : props.text}</span></button>`,
};
