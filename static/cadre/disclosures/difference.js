/** What changed from one published revision to the next, in words. */
import { get } from "../../shared/api.js";
import { useLoad } from "../../shared/load.js";
import { yuan } from "../../shared/money.js";
import { html, ref } from "../../shared/vue.js";

const PLAIN = { title: "标题", period: "期间", text: "说明", nothing_note: "没有发生的说明", opening: "期初余额", closing: "期末余额" };
const said = (name, value) => (typeof value === "number" ? `${yuan(value)} 元` : value || "（空）");
const lineOf = (one) => `${one.on} ${one.subject} ${one.way === "income" ? "收入" : "支出"} ${yuan(one.amount)} 元${one.counterpart ? ` ${one.counterpart}` : ""}`;

/** The lines of `mine` that `theirs` has not, each as often as it is missing. */
function without(mine, theirs) {
  const left = theirs.map(lineOf);
  return mine.map(lineOf).filter((line) => {
    const place = left.indexOf(line);
    if (place >= 0) left.splice(place, 1);
    return place < 0;
  });
}

/** `[what, before, after]` for each difference; the one side is empty where a line came or went. */
function differences(before, after) {
  const found = Object.entries(PLAIN)
    .filter(([name]) => before[name] !== after[name])
    .map(([name, says]) => [says, said(name, before[name]), said(name, after[name])]);
  const fields = new Map(before.fields.map((field) => [field.name, field.amount ?? field.text]));
  for (const field of after.fields) {
    const now = field.amount ?? field.text;
    if (fields.get(field.name) !== now) found.push([field.name, said("", fields.get(field.name)), said("", now)]);
  }
  without(before.entries, after.entries).forEach((line) => found.push(["删去一笔", line, ""]));
  without(after.entries, before.entries).forEach((line) => found.push(["增加一笔", "", line]));
  return found;
}

async function compared(one) {
  const after = await get("/disclosures/{disclosure}", { disclosure: one.id });
  return differences(await get("/disclosures/{disclosure}", { disclosure: after.supersedes }), after);
}

const Changes = {
  name: "RevisionChanges",
  props: ["one"],
  setup(props) {
    const state = useLoad(() => compared(props.one));
    return () => html`<ul class="plain-list" role="status">
      ${state.problem ? html`<li>${state.problem.detail}</li>` : null}
      ${state.data?.length === 0 ? html`<li>文字和收支没有变化。</li>` : null}
      ${(state.data ?? []).map(([what, was, is], index) => html`<li key=${index}><b>${what}</b>：
        ${was ? html`<del>${was}</del> ` : null}${is ? html`<ins>${is}</ins>` : null}</li>`)}
    </ul>`;
  },
};

export const Difference = {
  name: "RevisionDifference",
  props: ["one"],
  setup(props) {
    const open = ref(false);
    return () => open.value
      ? html`<${Changes} one=${props.one} />`
      : html`<button type="button" class="button small" onClick=${() => (open.value = true)}>看改了什么</button>`;
  },
};
