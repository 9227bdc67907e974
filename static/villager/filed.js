/** What is said right after filing: whom to call first, the number, who has it, by when, and why. */
import { go } from "../shared/router.js";
import { Page, told } from "../shared/ui.js";
import { html } from "../shared/vue.js";
import { Found } from "./found.js";

export const Filed = {
  props: { case: Object },
  setup(props) {
    async function copy() {
      try {
        await navigator.clipboard.writeText(props.case.receipt);
        told("已复制。");
      } catch {
        told("复制不了，请抄下来。");
      }
    }
    return () => {
      const { id, case_no, promise, route, call_first, receipt, hidden_from_village } = props.case;
      return html`<${Page} title="已经提交" back=${false}>
        ${call_first.length > 0 && html`<section class="problem" role="alert"><p><b>如果有危险，请马上打电话：</b></p>
          <p class="row">${call_first.map((number) => html`<a key=${number} class="button danger" href=${`tel:${number}`}>拨打 ${number}</a>`)}</p></section>`}
        <section class="card"><p>${promise}</p><p>${route.text}</p>
          ${hidden_from_village && html`<p class="badge info">本村干部看不到这件事</p>`}
          <p class="quiet">编号 ${case_no}</p></section>
        ${receipt && html`<section class="notice warn"><h2>请记下凭证码</h2><p class="receipt-code">${receipt}</p>
          <p>只显示这一次。凭它查看进度、补充情况和评价。</p>
          <p class="row"><button type="button" class="button" onClick=${copy}>复制</button><a class="button" href="#/receipt">用凭证码查询</a></p></section>`}
        <section class="card"><h2>我们是这样看懂的</h2><${Found} case=${props.case} /></section>
        ${receipt ? html`<button type="button" class="button wide" onClick=${() => go("/")}>回首页</button>`
          : html`<a class="button primary wide" href=${`#/cases/${id}`}>看办理进度</a>`}
      <//>`;
    };
  },
};
