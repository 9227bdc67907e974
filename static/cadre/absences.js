/** Who is away from when to when, and who stands in. */
import { post } from "../shared/api.js";
import { useDraft } from "../shared/draft.js";
import { Field, FormProblem, refuse, Send, useForm } from "../shared/form.js";
import { useList } from "../shared/load.js";
import { session } from "../shared/session.js";
import { ROLES } from "../shared/staff_words.js";
import { day, today } from "../shared/time.js";
import { confirmed, List, Page, told } from "../shared/ui.js";
import { html } from "../shared/vue.js";
import { area, may } from "./area.js";
import { attempt } from "./attempt.js";

const FIELDS = ["account", "deputy", "from_on", "until_on", "reason"];
const title = (person) => `${person.name}（${person.roles.map((role) => ROLES[role]).join("、")}）`;

function absence(one, end) {
  const role = ROLES[one.deputy_desk.split(":")[0]];
  return html`<div class="ask">
    <p><b>${one.name}</b> ${day(one.from_on)} 至 ${day(one.until_on)}不在岗，由 <b>${one.deputy_name}</b>（${role}）代办</p>
    <p class="quiet">${one.reason}</p>
    ${may("secretary", "monitor", "county")
      ? html`<button type="button" class="button small" onClick=${() => end(one)}>已回来，结束代办</button>`
      : null}
  </div>`;
}

export default {
  name: "AbsencesPage",
  setup() {
    const at = () => ({ village: area.value });
    const list = useList("/villages/{village}/absences", at);
    const people = useList("/villages/{village}/officials", at);
    const fresh = () => ({ account: "", deputy: "", from_on: today(), until_on: today(), reason: "" });
    const form = useForm(fresh());
    useDraft(`absence.${area.value}`, form);

    async function record(event) {
      event.preventDefault();
      const made = await form.submit((values) => {
        refuse({
          deputy: !values.deputy && "请选择由谁代办。",
          reason: values.reason.trim().length < 2 && "请写明原因，例如外出学习。",
        });
        return post("/villages/{village}/absences", at(), { ...values, account: values.account || null });
      });
      if (!made) return;
      Object.assign(form.values, fresh());
      told("已登记，到时自动交由代办人");
      list.reload();
    }
    async function end(one) {
      if (!(await confirmed(`${one.name}已回来？以后的诉求重新交给${one.name}。`))) return;
      if (await attempt(() => post("/absences/{absence}/end", { absence: one.id }))) list.reload();
    }
    return () => {
      const maySet = may("secretary", "monitor", "county");
      const others = people.items.filter((person) => person.account !== session.me.account);
      return html`<${Page} title="请假与代办">
        <${List} list=${list} label="不在岗的人" empty=${`现在大家都在岗。请假时${maySet ? "在下面" : "请村支书"}登记，诉求会自动交给代办人。`}>
          ${(one) => absence(one, end)}
        <//>
        ${maySet
          ? html`<form class="card" onSubmit=${record} novalidate>
              <h2>登记请假</h2>
              <${FormProblem} form=${form} fields=${FIELDS} />
              <${Field} form=${form} name="account" as="select" label="谁不在岗"
                options=${[["", "我自己"], ...others.map((person) => [person.account, title(person)])]} />
              <${Field} form=${form} name="deputy" as="select" label="由谁代办"
                options=${[["", "请选择"], ...others.map((person) => [person.account, title(person)])]} />
              <${Field} form=${form} name="from_on" type="date" label="从哪天" />
              <${Field} form=${form} name="until_on" type="date" label="到哪天（含当天）" />
              <${Field} form=${form} name="reason" label="原因" maxlength="100" />
              <${Send} form=${form} text="登记" />
            </form>`
          : null}
      <//>`;
    };
  },
};
