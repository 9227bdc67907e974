/** What the cases of an area are searched by: number or words, state, village; kept in the address. */
import { get } from "../shared/api.js";
import { STATES } from "../shared/case/words.js";
import { Field, useForm } from "../shared/form.js";
import { useList, useLoad } from "../shared/load.js";
import { go, route } from "../shared/router.js";
import { List } from "../shared/ui.js";
import { html, watch } from "../shared/vue.js";
import { area, useArea } from "./area.js";
import { useNarrow } from "./narrow.js";

const MOST_PLACES = 100, LONGEST = 40, NARROW = 760;
const asked = () => ({ q: route.query.q ?? "", state: route.query.state ?? "", within: route.query.within ?? "" });

/** True if the address asks for a search rather than for one of the lists. */
export const isSearch = () => Boolean(route.query.q || route.query.state);

/** What is found, newest first. */
export const searched = (values) =>
  useList("/divisions/{division}/feedback", () => ({ ...values, q: route.query.q, state: route.query.state }));

export const CaseSearch = {
  setup() {
    const form = useForm(asked()), narrow = useNarrow(NARROW);
    const places = useLoad(() => get("/divisions/{division}/below", { division: area.value, limit: MOST_PLACES }));
    useArea(places.reload);
    watch(asked, (values) => Object.assign(form.values, values));
    function seek(event) {
      event.preventDefault();
      const { q, state, within } = form.values;
      const query = new URLSearchParams(Object.entries({ q: q.trim(), state, within }).filter(([, value]) => value));
      go(`/cases?${query}`);
    }
    return () => {
      const below = (places.data?.items ?? []).map((one) => [one.code, one.name]);
      // On a phone the lists come first, and the search is one touch away.
      return html`<details class="search" open=${!narrow.value || isSearch()}><summary>查找诉求</summary>
        <form class="card filters" role="search" onSubmit=${seek} novalidate>
        <${Field} form=${form} name="q" label="编号或词语" type="search" maxlength=${LONGEST} placeholder="如：路灯 东村口" />
        <${Field} form=${form} name="state" label="状态" as="select" options=${[["", "全部"], ...Object.entries(STATES)]} />
        <${Field} form=${form} name="within" label="在哪里" as="select" options=${[["", "整个区域"], ...below]} />
        <button type="submit" class="button primary">查找</button>
      </form></details>`;
    };
  },
};

/** The list of what was found: a search looks at so many cases at a time, and goes on when asked. */
export const Found = {
  props: { list: Object },
  setup: (props, { slots }) => () => {
    const { items, next, busy, problem, more } = props.list;
    if (items.length || !next || busy || problem) {
      return html`<${List} list=${props.list} label="找到的诉求" empty="没有找到。换个词、少写几个词，或去掉状态再找。">${slots}<//>`;
    }
    return html`<div class="empty" role="status"><p>最近的诉求里没有找到。</p>
      <button type="button" class="button" onClick=${more}>继续找更早的</button></div>`;
  },
};
