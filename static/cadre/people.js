/** Villagers who ask to be bound to the village, and those who ask to act for others. */
import { post } from "../shared/api.js";
import { FormProblem, Field, refuse, useForm } from "../shared/form.js";
import { useList } from "../shared/load.js";
import { ago } from "../shared/time.js";
import { List, Page, told } from "../shared/ui.js";
import { html, ref } from "../shared/vue.js";
import { area } from "./area.js";
import { useRenewed } from "./renewed.js";

const RELATIONS = {
  parent: "父母", grandparent: "祖父母", spouse: "配偶", child: "子女", sibling: "兄弟姐妹", other: "其他亲属",
};

const BINDING = {
  confirm: (one) => post("/bindings/{binding}/confirm", { binding: one.id }),
  decline: (one, body) => post("/bindings/{binding}/decline", { binding: one.id }, body),
};
const DELEGATION = {
  confirm: (one) => post("/delegations/{delegation}/confirm", { delegation: one.id }),
  decline: (one, body) => post("/delegations/{delegation}/decline", { delegation: one.id }, body),
};

/** One ask with its two answers, `acts`; the slot says what is asked. */
const Ask = {
  name: "AskToDecide",
  props: ["acts", "one"],
  emits: ["decided"],
  setup(props, { emit, slots }) {
    const declines = ref(false);
    const form = useForm({ reason: "" });
    async function decide(says, send) {
      if (!(await form.submit(send))) return;
      told(says);
      emit("decided", props.one.id);
    }
    const confirm = () => decide("已通过", () => props.acts.confirm(props.one));
    function decline(event) {
      event.preventDefault();
      decide("已告知对方", ({ reason }) => {
        refuse({ reason: reason.trim().length < 2 && "请写明原因，对方会看到。" });
        return props.acts.decline(props.one, { reason });
      });
    }
    return () => html`<div class="ask">
      ${slots.default()}
      <${FormProblem} form=${form} fields=${["reason"]} />
      ${declines.value
        ? html`<form onSubmit=${decline} novalidate>
            <${Field} form=${form} name="reason" label="不通过的原因" hint="对方会看到。" maxlength="200" />
            <div class="row"><button class="button danger" disabled=${form.busy}>不通过</button>
              <button type="button" class="button" onClick=${() => (declines.value = false)}>取消</button></div>
          </form>`
        : html`<div class="row">
            <button type="button" class="button primary" disabled=${form.busy} onClick=${confirm}>通过</button>
            <button type="button" class="button" onClick=${() => (declines.value = true)}>不通过…</button>
          </div>`}
    </div>`;
  },
};

function decided(list) {
  return (id) => (list.items = list.items.filter((one) => one.id !== id));
}

export default {
  name: "PeopleToKnow",
  setup() {
    const bindings = useList("/villages/{village}/bindings", () => ({ village: area.value }));
    const delegations = useList("/villages/{village}/delegations", () => ({ village: area.value }));
    useRenewed(bindings, delegations);
    return () => html`<${Page} title="村民" back=${false}>
      <section aria-label="申请绑定本村"><h2>申请绑定本村</h2>
        <${List} list=${bindings} label="申请绑定的村民"
          empty="没有等待核实的申请。村民在小程序或网页里申请后会出现在这里。">
          ${(one) => html`<${Ask} acts=${BINDING} one=${one} onDecided=${decided(bindings)}>
            <p><b>${one.name}</b> ${one.group} <span class="quiet"> · ${ago(one.created_at)}申请</span></p>
            ${one.note ? html`<p class="words">${one.note}</p>` : null}
            ${one.replaces ? html`<p class="quiet">通过后，此人原来的绑定自动解除。</p>` : null}
          <//>`}
        <//>
      </section>
      <section aria-label="申请代家人办事"><h2>申请代家人办事</h2>
        <${List} list=${delegations} label="代办申请"
          empty="没有等待核实的代办申请。只有家人没有自己账号时，才需要村里核实。">
          ${(one) => html`<${Ask} acts=${DELEGATION} one=${one} onDecided=${decided(delegations)}>
            <p><b>${one.representative_name}</b> 申请代 <b>${one.name}</b>（${RELATIONS[one.relation]}）办事
              <span class="quiet"> · ${ago(one.created_at)}</span></p>
            ${one.note ? html`<p class="words">${one.note}</p>` : null}
          <//>`}
        <//>
      </section>
    <//>`;
  },
};
