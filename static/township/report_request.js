/** Having a report made now: of which period, and a bar for as long as it is under way. */
import { get, post } from "../shared/api.js";
import { Field, FormProblem, Send, useForm } from "../shared/form.js";
import { day, today } from "../shared/time.js";
import { told } from "../shared/ui.js";
import { html, onUnmounted, ref, watch } from "../shared/vue.js";
import { area, nameOf, useArea } from "./area.js";
import { lastMonths, monthName } from "./figures.js";

const MONTHS = 12, WEEKS = 12, DAY_MS = 24 * 3600e3, LOOK_MS = 1000;

/** The periods that are offered, [a day in it, name]: the running one as far as it is over comes first. */
function periodsOf(kind) {
  if (kind === "month") {
    return lastMonths(today(), MONTHS).map((month, back) => [`${month}-01`, monthName(month) + (back ? "" : "（到昨天为止）")]);
  }
  const noon = new Date(`${today()}T12:00:00Z`), monday = noon - ((noon.getUTCDay() + 6) % 7) * DAY_MS;
  return Array.from({ length: WEEKS }, (_, back) => {
    const first = new Date(monday - back * 7 * DAY_MS).toISOString().slice(0, 10);
    return [first, `${day(first)}起的一周${back ? "" : "（到昨天为止）"}`];
  });
}

/** Looks how far the report is until it is made or failed; what the network loses is asked again. */
function useWork(onMade) {
  const work = ref(null);
  let timer = null;
  async function look(asked) {
    const found = await get("/divisions/{division}/reports/work", asked).catch(() => work.value);
    if (work.value) follow(found, asked);
  }
  function follow(found, asked) {
    work.value = found;
    if (found.state === "waiting") timer = setTimeout(() => look(asked), LOOK_MS);
    if (found.state === "made") onMade();
  }
  function drop() {
    clearTimeout(timer);
    work.value = null;
  }
  onUnmounted(drop);
  return { work, follow, drop };
}

export const ReportRequest = {
  props: { kind: String },
  emits: ["made"],
  setup(props, { emit }) {
    const form = useForm({ on: periodsOf(props.kind)[0][0] });
    const { work, follow, drop } = useWork(() => {
      told("报表已生成");
      emit("made");
    });
    watch(() => props.kind, (kind) => {
      drop();
      form.values.on = periodsOf(kind)[0][0];
    });
    useArea(drop);
    async function send(event) {
      event.preventDefault();
      drop();
      const asked = { kind: props.kind, on: form.values.on }, here = { division: area.value };
      const found = await form.submit(() => post("/divisions/{division}/reports", here, asked));
      if (found) follow(found, { ...here, ...asked });
    }
    return () => html`<form class="card report-request" onSubmit=${send} novalidate aria-label="现在生成报表">
      <h2>现在生成${nameOf(area.value)}的${props.kind === "month" ? "月报" : "周报"}</h2>
      <${FormProblem} form=${form} fields=${["on"]} />
      <div class="filters"><${Field} form=${form} name="on" as="select" label="哪一期" options=${periodsOf(props.kind)} />
        <${Send} form=${form} text="生成报表" busy="正在提交…" /></div>
      <div aria-live="polite">${work.value && progress(work.value)}</div>
    </form>`;
  },
};

function progress({ state, report, first, last }) {
  if (state === "made") return html`<p class="notice">${day(first)}至${day(last)}的报表已生成：<a href=${`#/reports/${report}`}>打开报表</a></p>`;
  if (state === "failed") return html`<p class="problem">这份报表没有生成成功，请再点一次“生成报表”。</p>`;
  return html`<p role="status">正在生成。可以离开这个页面，生成后会出现在下面的清单里。
    <progress class="progress" aria-label="正在生成报表"></progress></p>`;
}
