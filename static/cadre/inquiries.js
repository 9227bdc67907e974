/** What villagers ask about disclosures, or say is not true: answered beside the line. */
import { post } from "../shared/api.js";
import { useDraft } from "../shared/draft.js";
import { Choice, Field, FormProblem, refuse, Send, Tick, useForm } from "../shared/form.js";
import { useList } from "../shared/load.js";
import { Tabs } from "../shared/tabs.js";
import { day, until } from "../shared/time.js";
import { List, Page, told } from "../shared/ui.js";
import { html, ref, watch } from "../shared/vue.js";
import { area } from "./area.js";
import { useRenewed } from "./renewed.js";

const STATES = [["open", "待答复"], ["answered", "已答复"], ["settled", "已办结"], ["withdrawn", "已撤回"]];
const LEVELS = { village: "村委会", overseer: "监委会", township: "乡镇", county: "县" };
const VERDICTS = [["true", "属实", "公开的内容是真实的"], ["partly", "部分属实"], ["untrue", "不属实", "公开的内容有错，需要更正"]];

const AnswerForm = {
  name: "InquiryAnswer",
  props: ["one"],
  emits: ["answered"],
  setup(props, { emit }) {
    const isChallenge = props.one.kind === "challenge";
    const form = useForm({ text: "", verdict: "", mask: false });
    const draft = useDraft(`inquiry.${props.one.id}`, form);
    async function send(event) {
      event.preventDefault();
      const made = await form.submit(({ text, verdict, mask }) => {
        refuse({
          text: text.trim().length < 2 && "请写答复。",
          verdict: isChallenge && !verdict && "请选择核查结论。",
        });
        const body = { text, mask, ...(isChallenge ? { verdict } : {}) };
        return post("/inquiries/{inquiry}/answer", { inquiry: props.one.id }, body);
      });
      if (!made) return;
      draft.drop();
      told("已答复");
      emit("answered", props.one.id);
    }
    return () => html`<form onSubmit=${send} novalidate>
      <${FormProblem} form=${form} fields=${["text", "verdict", "mask"]} />
      ${isChallenge ? html`<${Choice} form=${form} name="verdict" label="核查结论（公开的内容是否真实）" options=${VERDICTS} />` : null}
      <${Field} form=${form} name="text" as="textarea" rows="4" label="答复" maxlength="1000"
        hint=${props.one.visibility === "public" ? "大家都能在这一条旁边看到。" : "只有提问人能看到。"} />
      <${Tick} form=${form} name="mask" label="答复里有个人信息：大家看到的打码，提问人看到全文" />
      <${Send} form=${form} text="答复" />
    </form>`;
  },
};

export default {
  name: "InquiriesPage",
  setup() {
    const state = ref("open");
    const open = ref("");
    const list = useList("/divisions/{division}/inquiries", () => ({ division: area.value, state: state.value }));
    watch([state, area], () => list.reload());
    useRenewed(list);
    const answered = (id) => (list.items = list.items.filter((one) => one.id !== id));
    return () => html`<${Page} title="村民质询">
      <${Tabs} label="状态" tabs=${STATES} value=${state.value} onChoose=${(code) => (state.value = code)} />
      <${List} list=${list} label="质询" empty="没有这样的质询。村民对公开事项有疑问时会出现在这里。">
        ${(one) => html`<div class="ask">
          <p><span class=${["badge", one.kind === "challenge" ? "bad" : "info"]}>${one.kind === "challenge" ? "质疑不实" : "提问"}</span>
            ${one.visibility === "private" ? html` <span class="badge">不公开</span>` : null}
            ${one.state === "open" ? html` <span class=${["badge", one.red_at && "bad"]}>答复${until(one.due_at)}</span>` : null}</p>
          <p class="quiet">${one.title}${one.subject ? ` · 第 ${one.line} 笔「${one.subject}」` : ""} · ${day(one.asked_at)} · ${one.levels.map((level) => LEVELS[level]).join("、")}办理</p>
          <p class="words">${one.text}</p>
          <p><a href=${`#/disclosure/${one.disclosure}`}>看公开的内容</a></p>
          ${one.state !== "open" ? null : open.value === one.id
            ? html`<${AnswerForm} one=${one} onAnswered=${answered} />`
            : html`<button type="button" class="button" onClick=${() => (open.value = one.id)}>答复…</button>`}
        </div>`}
      <//>
    <//>`;
  },
};
