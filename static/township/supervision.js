/** What only who watches over the village may do with its case: urge, and set a refusal aside. */
import { post } from "../shared/api.js";
import { ROLES } from "../shared/staff_words.js";
import { html } from "../shared/vue.js";
import { DutyForm } from "./duty_form.js";

const DAY_MS = 24 * 3600e3, LONGEST = 200;
const REASON = { name: "reason", as: "textarea", rows: 3, maxlength: LONGEST, needed: true };
const AT_CHINA = new Intl.DateTimeFormat("sv-SE", {
  timeZone: "Asia/Shanghai", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit",
});
const WITHIN = ["secretary", "clerk", "grid_worker", "monitor", "county"];

/** Tomorrow at this time, as the field for a moment writes it. */
const tomorrow = () => AT_CHINA.format(Date.now() + DAY_MS).replace(" ", "T");

export const Supervision = {
  props: { one: Object },
  emits: ["changed", "stale"],
  setup(props, { emit }) {
    const here = () => ({ case: props.one.id });
    const seen = (body) => ({ ...body, version: props.one.version });
    const urge = (body) => post("/feedback/{case}/urging", here(), seen(body));
    const overrule = (body) => post("/feedback/{case}/overruling", here(), seen(body));
    const heard = { onChanged: (one) => emit("changed", one), onStale: () => emit("stale") };
    return () => {
      const { one } = props;
      if (!one.may.includes("urge") && !one.may.includes("overrule")) return null;
      return html`<section class="card" aria-label="督办">
        <h2>${one.may.includes("urge") ? "督办" : "复核不予受理"}</h2>
        ${one.may.includes("urge") && html`<${DutyForm} key="urge" ...${heard} name=${`urge.${one.id}`}
          button=${one.urge ? "再次督办" : "督办"} title="督办" kind="primary" done="已督办，办理人会收到通知"
          explains=${`办理人（${one.handler.title}）会收到通知；到期没有答复，诉求自动提级。`}
          fields=${[
            { name: "until", label: "限何时前答复", type: "datetime-local", value: tomorrow(), needed: true },
            { ...REASON, label: "督办意见", hint: "办理人和反映人都能看到。" },
          ]}
          send=${({ until, reason }) => urge({ until: `${until}:00+08:00`, reason })} />`}
        ${one.may.includes("overrule") && html`<${DutyForm} key="overrule" ...${heard} name=${`overrule.${one.id}`}
          button="撤销不予受理" title="撤销不予受理" kind="primary" done="已撤销，诉求重新办理"
          explains="不予受理的理由不成立时撤销，诉求重新计时办理。不能撤销自己作出的决定。"
          fields=${[
            { ...REASON, label: "撤销的理由", hint: "反映人和办理人都能看到。" },
            { name: "role", as: "select", label: "交给谁办理", options: desks(one) },
          ]}
          send=${({ reason, role }) => overrule({ reason, ...(role && { role }) })} />`}
      </section>`;
    };
  },
};

/** What accuses the village's cadres never goes back to the village. */
function desks(one) {
  const roles = one.hidden_from_village ? ["monitor", "county"] : WITHIN;
  return [["", "原办理人"], ...roles.map((role) => [role, ROLES[role]])];
}
