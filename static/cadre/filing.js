/** Writing down what somebody without a phone at hand reports: in person, by phone, on a visit. */
import { post } from "../shared/api.js";
import { useDraft } from "../shared/draft.js";
import { Choice, Field, FormProblem, refuse, Send, Tick, useForm } from "../shared/form.js";
import { PictureField } from "../shared/picture_field.js";
import { Page } from "../shared/ui.js";
import { html, ref } from "../shared/vue.js";
import { area, may } from "./area.js";

const STATEMENT = "本人委托工作人员代为登记诉求，已核对内容，同意登记本人姓名和电话，仅用于办理和回访。";
const FIELDS = ["text", "title", "place", "pictures", "channel", "visibility", "filed_for.name", "filed_for.phone", "filed_for.agreed"];
const fresh = () => ({
  channel: may("grid_worker") ? "grid_worker" : "walk_in", title: "", text: "", place: "", pictures: [],
  visibility: "private", "filed_for.name": "", "filed_for.phone": "", "filed_for.agreed": false,
});

function channels() {
  const all = [["walk_in", "当面"], ["phone", "电话"]];
  return may("grid_worker") ? [["grid_worker", "上门走访"], ...all] : all;
}

function bodyOf(values) {
  const { "filed_for.name": name, "filed_for.phone": phone, "filed_for.agreed": agreed, ...rest } = values;
  return { ...rest, filed_for: { name: name.trim(), phone: phone.trim(), agreed } };
}

function done(filed, again) {
  return html`<section class="card" role="status">
    <h2 tabindex="-1">已登记</h2>
    <p>编号 <b>${filed.case_no}</b>，由${filed.handler.title}办理。</p>
    ${filed.receipt
      ? html`<p>请把查询码抄给本人：</p><p class="receipt">${filed.receipt}</p>
          <p class="quiet">凭查询码可以看进度、补充和评价。只显示这一次。</p>`
      : html`<p class="quiet">本人会在自己的手机上看到，或由办理人电话告知。</p>`}
    <button type="button" class="button" onClick=${again}>再登记一件</button>
  </section>`;
}

export default {
  name: "FilingForOthers",
  setup() {
    const form = useForm(fresh());
    const draft = ref(useDraft(`filing.${area.value}`, form));
    const filed = ref(null);
    async function send(event) {
      event.preventDefault();
      const made = await form.submit((values) => {
        refuse({
          text: values.text.trim().length < 10 && "请写清楚什么事，至少 10 个字。",
          "filed_for.name": values["filed_for.name"].trim().length < 2 && "请填写本人姓名。",
          "filed_for.phone": !values["filed_for.phone"].trim() && "请填写本人电话。",
          "filed_for.agreed": !values["filed_for.agreed"] && "请读给本人听，同意后再勾选。",
        });
        return post("/villages/{village}/feedback", { village: area.value }, bodyOf(values), { key: draft.value.key });
      });
      if (!made) return;
      draft.value.drop();
      filed.value = made;
      Object.assign(form.values, fresh());
    }
    function again() {
      filed.value = null;
      draft.value = useDraft(`filing.${area.value}`, form);
    }
    return () => html`<${Page} title="替村民登记">
      ${filed.value
        ? done(filed.value, again)
        : html`<form onSubmit=${send} novalidate>
            <${FormProblem} form=${form} fields=${FIELDS} />
            <${Choice} form=${form} name="channel" label="怎么收到的" options=${channels()} />
            <${Field} form=${form} name="filed_for.name" label="本人姓名" maxlength="20" autocomplete="off" />
            <${Field} form=${form} name="filed_for.phone" label="本人电话" type="tel" autocomplete="off" />
            <${Field} form=${form} name="text" as="textarea" rows="5" label="什么事" maxlength="2000"
              hint="照本人的话写：什么事、在哪里、多久了。" />
            <${Field} form=${form} name="place" label="地点" maxlength="100" optional />
            <${PictureField} form=${form} name="pictures" label="加照片" />
            <${Choice} form=${form} name="visibility" label="办完后能不能公开"
              options=${[["private", "不公开"], ["public", "可以公开", "隐去个人信息后放到回音壁"], ["sealed", "密封", "除上级外都看不到是谁"]]} />
            <div class="notice"><p>请读给本人听：</p><p><b>${STATEMENT}</b></p></div>
            <${Tick} form=${form} name="filed_for.agreed" label="已读给本人听，本人同意" />
            <${Send} form=${form} text="登记" />
          </form>`}
    <//>`;
  },
};

