/** One case: what was reported, what may be done with it, what was said and done. */
import { get } from "../../shared/api.js";
import { ActBar } from "../../shared/case/act_bar.js";
import { answered } from "../../shared/case/answer.js";
import { placesOf } from "../../shared/case/evidence.js";
import { History } from "../../shared/case/history.js";
import { Notes, Talk } from "../../shared/case/remarks.js";
import { marked, Report } from "../../shared/case/report.js";
import { Reporter } from "../../shared/case/reporter.js";
import { saysAct, useWording } from "../../shared/case/wording.js";
import { CARDS, STATES, STATE_BADGES } from "../../shared/case/words.js";
import { route } from "../../shared/router.js";
import { useLive } from "../../shared/staff_live.js";
import { moment, until } from "../../shared/time.js";
import { Failure, Waiting } from "../../shared/ui.js";
import { html, onUnmounted, reactive, ref } from "../../shared/vue.js";
import { isWide, nameOf } from "../area.js";
import { EchoProposal } from "./echo.js";
import { Similar } from "./similar.js";

const BEGINNING = 24;

/** The case of this page, read anew when somebody changed it; `before` is what it was then. */
function useCase(id) {
  const state = reactive({ one: null, problem: null, gone: false, show, reload });
  async function reload() {
    try {
      show(await get("/feedback/{case}", { case: id }));
    } catch (problem) {
      if (problem.status === 404 || problem.status === 403) state.gone = state.one !== null;
      state.problem = problem;
    }
  }
  function show(one) {
    if (!state.one || one.version >= state.one.version) Object.assign(state, { one, problem: null });
  }
  useLive((event) => {
    const isMine = event.case === id && event.version !== state.one?.version;
    if (["hello", "reset"].includes(event.type) || (event.type === "case" && isMine)) reload();
    if (event.type === "case_gone" && event.case === id) reload();
  });
  reload();
  return state;
}

function head(one, now) {
  return html`<header class="case-head">
    <p class="case-no"><span class=${["badge", STATE_BADGES[one.state]]}>${STATES[one.state]}</span> ${one.case_no}${isWide.value ? ` · ${nameOf(one.division)}` : ""}</p>
    <h1 tabindex="-1">${one.title
      ? marked(one.title, placesOf(one.found, "title"))
      : `${Array.from(one.text).slice(0, BEGINNING).join("")}…`}</h1>
    ${one.call_first.length && one.state === "assigned"
      ? html`<p class="danger" role="note">有危险：先打电话核实，必要时拨 ${one.call_first.join("、")}</p>`
      : null}
    ${one.due_at
      ? html`<p class=${`due due-${one.card ?? "plain"}`}>
          ${one.card ? html`<b>${CARDS[one.card]}</b> ` : null}
          ${one.state === "assigned" ? "签收" : "答复"}${until(one.due_at, now)}
          <span class="quiet">（${moment(one.due_at)}前）</span></p>`
      : null}
    ${one.urge
      ? html`<p class="urged-note">被督办：请在 ${moment(one.urge.until)} 前答复。${one.urge.note}</p>`
      : null}
    <p class="quiet">${one.route.text} ${one.hidden_from_village ? "本村干部看不到这一件。" : ""}
      ${one.people_count > 1 ? `共有 ${one.people_count} 人反映。` : ""}</p>
  </header>`;
}

const isAnswered = (one) => ["answered", "explained", "closed"].includes(one.state) && Boolean(one.answer);

export const CasePage = {
  name: "CasePage",
  setup() {
    const state = useCase(route.params.case);
    const now = ref(Date.now());
    const clock = setInterval(() => (now.value = Date.now()), 30_000);
    onUnmounted(() => clearInterval(clock));
    useWording();
    return () => {
      const { one, problem } = state;
      if (!one) {
        return html`<div class="case"><a class="back" href="#/">‹ 返回待办</a>
          <h1 tabindex="-1">诉求</h1>
          ${problem ? html`<${Failure} problem=${problem} retry=${state.reload} />` : html`<${Waiting} />`}</div>`;
      }
      return html`<article class="case">
        <a class="back" href="#/">‹ 返回待办</a>
        ${head(one, now.value)}
        ${state.gone ? html`<p class="notice" role="status">这一件已不在您这里。下面是您最后看到的内容。</p>` : null}
        <${ActBar} one=${one} gone=${state.gone} onChanged=${state.show} onStale=${state.reload} />
        <${Report} one=${one} />
        ${answered(one)}
        ${isAnswered(one) && !one.hidden_from_village ? html`<${EchoProposal} one=${one} />` : null}
        <${Reporter} one=${one} />
        <${Talk} one=${one} />
        <${Notes} one=${one} />
        <${Similar} one=${one} />
        <${History} entries=${one.entries} says=${saysAct} />
      </article>`;
    };
  },
};
