/** Filing feedback on one page: what, where, who may see it; sent once however often it is tried. */
import { post, Problem } from "../shared/api.js";
import { useDraft } from "../shared/draft.js";
import { Choice, Field, FormProblem, refuse, Send, useForm } from "../shared/form.js";
import { useList } from "../shared/load.js";
import { session } from "../shared/session.js";
import { Empty, Page } from "../shared/ui.js";
import { html, nextTick, onBeforeUnmount, onMounted, ref } from "../shared/vue.js";
import { uploadByReceipt } from "./by_receipt.js";
import { Filed } from "./filed.js";
import { PictureField, usePictures } from "./pictures.js";
import { PreviewOf } from "./preview.js";
import { findName, place } from "./village.js";
import { VISIBILITIES } from "./words.js";

const FEWEST = 10;
const FIELDS = ["text", "title", "place", "visibility", "phone", "on_behalf_of"];
const ARRIVED = "您上次提交的其实已经送到，在“进度”里看得到，可以在那里补充。如果这是另一件事，请再按一次提交。";
const BLANK = { text: "", title: "", place: "", visibility: "private", phone: "", on_behalf_of: "", about_cadres: "" };

export default {
  setup() {
    if (!place.code) return () => html`<${Page} title="反映问题" back=${false}>
      <${Empty} text="先选您的村，才知道由谁办理。" action="选择村" to="/villages" /><//>`;
    findName();
    const form = useForm(BLANK);
    const draft = useDraft("report", form);
    const pictures = usePictures("report");
    const filed = ref(null);
    const waits = ref(false);
    async function send(event) {
      event?.preventDefault();
      if (!session.me) form.values.visibility = "anonymous";
      waits.value = false;
      const done = await form.submit((values) => file(values, pictures, draft.key));
      if (done) {
        draft.drop();
        pictures.forget();
        filed.value = done;
        scrollTo(0, 0);
        nextTick(() => document.querySelector("h1").focus());
      } else if (form.problem?.code === "idempotency_mismatch") {
        draft.renew();
        form.problem = new Problem({ ...form.problem, detail: ARRIVED });
      } else waits.value = form.problem?.code === "offline";
    }
    // Whoever pressed the button without a network need not wait beside the phone.
    const again = () => waits.value && send();
    onMounted(() => addEventListener("online", again));
    onBeforeUnmount(() => removeEventListener("online", again));
    return () => filed.value
      ? html`<${Filed} case=${filed.value} />`
      : html`<${Page} title="反映问题" back=${false}><${ReportForm} form=${form} pictures=${pictures} draft=${draft}
          waits=${waits.value} send=${send} /><//>`;
  },
};

const ReportForm = {
  props: { form: Object, pictures: Object, draft: Object, waits: Boolean, send: Function },
  setup(props) {
    const parents = useList("/me/delegations", () => ({}), { now: Boolean(session.me) });
    return () => {
      const { form, pictures, draft, waits, send } = props;
      const named = session.me && form.values.visibility !== "anonymous";
      return html`<form onSubmit=${send} novalidate>
        <p class="quiet">反映给：${place.name || "…"} <a href="#/villages">不是这个村？</a> · <a href="#/receipt">我有凭证码</a></p>
        ${draft.restored && html`<p class="notice">上次没有提交的内容已经恢复。</p>`}
        ${waits && html`<p class="notice warn" role="status">没有网络，内容都保存在手机里，连上网会自动提交。</p>`}
        <${FormProblem} form=${form} fields=${FIELDS} />
        <${Field} form=${form} name="text" label="什么事" as="textarea" rows="6" maxlength="2000"
          hint="10 到 2000 字。可以点键盘上的话筒，说出来就变成字。" placeholder="例如：村口的路灯坏了半个月，晚上老人出门不方便。" />
        <${PictureField} pictures=${pictures} />
        <${Field} form=${form} name="place" label="在哪里" optional=${true} maxlength="100" placeholder="例如：三组水塘边" />
        <${Choice} form=${form} name="visibility" label="谁能看到" options=${session.me ? VISIBILITIES : VISIBILITIES.slice(-1)} />
        ${!session.me && html`<p>想让办理的人知道您是谁，请<a href="#/cases">先登录</a>，写的内容会留着。</p>`}
        ${named && html`<${Field} form=${form} name="phone" label="您的手机号" optional=${true} type="tel" inputmode="numeric"
          autocomplete="tel" hint="加密保存，只有办理的人能看，每看一次都有记录。" />`}
        ${named && forWhom(form, parents.items)}
        ${session.me && html`<${PreviewOf} form=${form} />`}
        <${Send} form=${form} text="提交" busy=${sending(pictures)} />
      </form>`;
    };
  },
};

function forWhom(form, delegations) {
  const mine = delegations.filter((one) => one.state === "confirmed" && one.representative === session.me.account && one.represented);
  if (!mine.length) return null;
  const options = [["", "我自己"], ...mine.map((one) => [one.represented, one.name])];
  return html`<${Field} form=${form} name="on_behalf_of" label="替谁反映" as="select" options=${options} />`;
}

function sending({ items }) {
  const at = items.findIndex((item) => item.state === "sending");
  return at < 0 ? "正在提交…" : `正在发送第 ${at + 1} 张照片 ${Math.round(items[at].part * 100)}%`;
}

/** Sends pictures and report; gives the case. The key makes a second try give the same case. */
async function file(values, pictures, key) {
  refuse({ text: values.text.trim().length < FEWEST && `请写清楚是什么事，至少 ${FEWEST} 个字。` });
  const village = { village: place.code };
  const { text, title, place: where } = values;
  const about_cadres = values.about_cadres === "" ? null : values.about_cadres === "yes";
  if (values.visibility === "anonymous") {
    const filed = await post("/villages/{village}/feedback/anonymous", village, { text, title, place: where, about_cadres }, { key });
    if (pictures.items.length && filed.receipt) await uploadByReceipt(filed.receipt, pictures);
    return filed;
  }
  return post("/villages/{village}/feedback", village, {
    text, title, place: where, about_cadres, pictures: await pictures.send(), visibility: values.visibility,
    phone: values.phone.trim() || null, on_behalf_of: values.on_behalf_of || null,
    channel: values.on_behalf_of ? "agent" : "web",
  }, { key });
}
