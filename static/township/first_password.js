/** A password that is shown once: large, to be copied, and gone with the page. */
import { told } from "../shared/ui.js";
import { html, onMounted, ref } from "../shared/vue.js";

export const FirstPassword = {
  props: { account: Object },
  setup(props) {
    const place = ref(null);
    onMounted(() => place.value?.focus());
    async function copy() {
      try {
        await navigator.clipboard.writeText(props.account.password);
        told("已复制");
      } catch {
        told("没有复制成，请手抄");
      }
    }
    return () => html`<section class="notice warn" ref=${place} tabindex="-1" role="status" aria-label="初始密码">
      <h2>${props.account.name}的初始密码，只显示这一次</h2>
      <p>用户名 <b class="secret">${props.account.username}</b></p>
      <p>密码 <b class="secret">${props.account.password}</b> <button type="button" class="button" onClick=${copy}>复制密码</button></p>
      <p>请当面或打电话告诉本人，不要发到群里。首次登录时必须改成自己的密码。</p>
    </section>`;
  },
};
