/** What may be done with the case, and the one act that is being done. */
import { html, nextTick, ref, watch } from "../vue.js";
import { ActForm } from "./act_form.js";
import { ACTS, offered } from "./acts.js";

export const ActBar = {
  name: "CaseActBar",
  props: ["one", "gone"],
  emits: ["changed", "stale"],
  setup(props, { emit }) {
    const open = ref("");
    const more = ref(false);
    // The version on which an act was begun: what changes meanwhile is told, not overwritten.
    const seen = ref(null);

    async function begin(name) {
      seen.value = props.one;
      open.value = name;
      more.value = false;
      await nextTick();
      document.querySelector(".act-form textarea, .act-form select, .act-form input, .act-form button")?.focus();
    }
    async function end() {
      open.value = "";
      await nextTick();
      document.querySelector(".act-bar button")?.focus();
    }
    async function done(changed) {
      emit("changed", changed);
      await end();
    }
    watch(() => props.one.id, () => (open.value = ""));

    const button = (name, kind) => html`<button key=${name} type="button" class=${["button", kind]}
      onClick=${() => begin(name)}>${ACTS[name].says}</button>`;

    return () => {
      const { next, others } = offered(props.gone ? [] : props.one.may);
      if (open.value) {
        return html`<${ActForm} key=${open.value} act=${open.value} seen=${seen.value} one=${props.one}
          onDone=${done} onCancel=${end} onStale=${() => emit("stale")} />`;
      }
      if (!next.length && !others.length) return null;
      return html`<section class="act-bar" aria-label="办理">
        <div class="row">
          ${next.map((name, index) => button(name, index ? "" : "primary"))}
          ${others.length
            ? html`<button type="button" class="button" aria-expanded=${more.value ? "true" : "false"}
                onClick=${() => (more.value = !more.value)}>其他处理 ${more.value ? "▴" : "▾"}</button>`
            : null}
        </div>
        ${more.value ? html`<div class="row more-acts">${others.map((name) => button(name, "small"))}</div>` : null}
      </section>`;
    };
  },
};
