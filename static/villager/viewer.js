/** Pictures and vouchers, large: buttons for what elsewhere needs a gesture, and Esc closes. */
import { html, nextTick, ref, watch } from "../shared/vue.js";

/** `<${Viewer} addresses=${[...]} at=${number or null} name="票据" onMove=${(at) => ...} />`; null closes. */
export const Viewer = {
  props: { addresses: Array, at: { default: null }, name: String },
  emits: ["move"],
  setup(props, { emit }) {
    const dialog = ref(null);
    const large = ref(false);
    watch(() => props.at, async (at) => {
      large.value = false;
      await nextTick();
      if (at !== null && !dialog.value.open) dialog.value.showModal();
    });
    const step = (by) => emit("move", (props.at + by + props.addresses.length) % props.addresses.length);
    return () => props.at !== null && html`<dialog ref=${dialog} class="viewer" aria-label=${`${props.name} ${props.at + 1}`} onClose=${() => emit("move", null)}>
      <div class="viewer-picture"><img class=${large.value ? "large" : ""} src=${props.addresses[props.at]}
        alt=${`${props.name} ${props.at + 1}，共 ${props.addresses.length} 张`} /></div>
      <div class="row viewer-tools">
        ${props.addresses.length > 1 && html`<button type="button" class="button" onClick=${() => step(-1)}>上一张</button>
          <button type="button" class="button" onClick=${() => step(1)}>下一张</button>`}
        <button type="button" class="button" aria-pressed=${large.value} onClick=${() => (large.value = !large.value)}>${large.value ? "缩小" : "放大"}</button>
        <button type="button" class="button primary" onClick=${() => dialog.value.close()}>关闭</button>
      </div>
    </dialog>`;
  },
};
