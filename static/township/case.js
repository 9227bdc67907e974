/** One case for who watches over it: the case as its handlers see it, and what only a superior may do. */
import { get } from "../shared/api.js";
import { ActBar } from "../shared/case/act_bar.js";
import { answered } from "../shared/case/answer.js";
import { History } from "../shared/case/history.js";
import { Notes, Talk } from "../shared/case/remarks.js";
import { Report } from "../shared/case/report.js";
import { Reporter } from "../shared/case/reporter.js";
import { saysAct, useWording } from "../shared/case/wording.js";
import { CARDS, STATE_BADGES, STATES } from "../shared/case/words.js";
import { useLoad } from "../shared/load.js";
import { route } from "../shared/router.js";
import { moment, until } from "../shared/time.js";
import { Failure, Loaded } from "../shared/ui.js";
import { html, onUnmounted, ref } from "../shared/vue.js";
import { nameOf } from "./area.js";
import { Exclusion } from "./exclusion.js";
import { View } from "./frame.js";
import { Identity } from "./identity.js";
import { useLive } from "./live.js";
import { Supervision } from "./supervision.js";

const TICK_MS = 30_000, TITLE = 24;

export default {
  setup() {
    const id = route.params.case;
    const state = useLoad(() => get("/feedback/{case}", { case: id }));
    const now = ref(Date.now());
    const clock = setInterval(() => (now.value = Date.now()), TICK_MS);
    onUnmounted(() => clearInterval(clock));
    useLive((event) => event.case === id && event.version !== state.data?.version, state.reload);
    useWording();
    const show = (one) => (state.data = one);
    return () => html`<${View} title=${state.data ? titleOf(state.data) : "诉求"} back="/cases">
      ${state.data && state.problem && html`<${Failure} problem=${state.problem} retry=${state.reload} />`}
      <${Loaded} state=${state}>${{ default: (one) => body(one, now.value, show, state.reload) }}<//>
    <//>`;
  },
};

const titleOf = (one) => one.title || `${Array.from(one.text).slice(0, TITLE).join("")}…`;

function body(one, now, show, reload) {
  const heard = { one, onChanged: show, onStale: reload };
  return html`<article class="case-columns">
    <div class="case-what">
      ${standing(one, now)}
      <${Report} one=${one} />
      ${answered(one)}
    </div>
    <div class="case-acts">
      <${ActBar} ...${heard} gone=${false} />
      <${Supervision} ...${heard} />
      <${Exclusion} ...${heard} />
      <${Reporter} one=${one} />
      <${Identity} ...${heard} />
      <${Notes} one=${one} />
    </div>
    <div class="case-past">
      <${Talk} one=${one} />
      <${History} entries=${one.entries} says=${saysAct} />
    </div>
  </article>`;
}

/** Where the case stands: state, card, whose it is, by when, and why it lies there. */
function standing(one, now) {
  return html`<section class=${["card", "case-standing", one.card && `card-${one.card}`]} aria-label="进展">
    <p class="case-no">${one.case_no} · <b>${nameOf(one.division)}</b></p>
    <p class="row">
      ${one.card && html`<span class=${["badge", one.card === "red" ? "bad" : "warn"]}>${CARDS[one.card]}</span>`}
      <span class=${["badge", STATE_BADGES[one.state]]}>${STATES[one.state]}</span>
      ${one.hidden_from_village && html`<span class="badge info">反映村干部，本村看不到</span>`}
      ${one.escalations > 0 && html`<span class="badge info">提级 ${one.escalations} 次</span>`}
      ${one.people_count > 1 && html`<span class="badge">${one.people_count} 人反映</span>`}
    </p>
    ${one.due_at && html`<p class=${`due due-${one.card ?? "plain"}`}><b>${until(one.due_at, now)}</b>
      <span class="quiet">（${moment(one.due_at)} 前${one.state === "assigned" ? "签收" : "答复"}）</span></p>`}
    ${one.urge && html`<p class="urged-note">已督办：限 ${moment(one.urge.until)} 前答复。${one.urge.note}</p>`}
    ${one.call_first.length > 0 && one.state === "assigned" && html`<p class="danger">有危险：先打电话核实，必要时拨 ${one.call_first.join("、")}</p>`}
    <p>由 <b>${one.handler.title}</b> 办理。${one.route.text}</p>
    <p class="quiet">转办 ${one.transfers} 次，退回 ${one.returns} 次，重办 ${one.reopenings} 次</p>
  </section>`;
}
