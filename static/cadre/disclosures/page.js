/** One disclosure on its way: written, checked, approved, published, corrected. */
import { get } from "../../shared/api.js";
import { route } from "../../shared/router.js";
import { CATEGORIES } from "../../shared/staff_words.js";
import { moment } from "../../shared/time.js";
import { Failure, Page, Waiting } from "../../shared/ui.js";
import { html, nextTick, reactive } from "../../shared/vue.js";
import { may } from "../area.js";
import { useRenewed } from "../renewed.js";
import { Checks } from "./checks.js";
import { Editor } from "./editor.js";
import { Flow } from "./flow.js";
import { Gate } from "./gate.js";
import { Revisions } from "./revisions.js";
import { Shown, Steps } from "./shown.js";
import { periodInWords, STATES } from "./words.js";

const WAY = ["draft", "review", "approval", "published"];
const IN_OTHER_HANDS = ["review", "approval", "scheduled"];
const UNPUBLISHED = ["draft", ...IN_OTHER_HANDS];

const isDraft = (source) => source.state === "draft" && may("clerk");

/** Where it is on its way, in four steps. */
function way(source) {
  const place = WAY.indexOf(source.state === "scheduled" ? "approval" : source.state);
  return html`<ol class="way" aria-label="进度">
    ${WAY.map((state, index) => html`<li key=${state} class=${index < place || source.state === "published" ? "done" : index === place ? "now" : ""}
      aria-current=${index === place ? "step" : undefined}>${["起草", "监委会审核", "村支书批准", "公开"][index]}</li>`)}
  </ol>`;
}

export default {
  name: "DisclosurePage",
  setup() {
    const state = reactive({ source: null, itemForm: null, problem: null, edition: 0 });
    async function read() {
      try {
        const source = await get("/disclosures/{disclosure}/source", { disclosure: route.params.disclosure });
        state.itemForm = source.item && (await get("/villages/{village}/items/{item}/form", { village: source.division, item: source.item }));
        Object.assign(state, { source, problem: null, edition: state.edition + 1 });
      } catch (problem) {
        state.problem = problem;
      }
    }
    // What the server gave back is what is shown: the form begins anew with it.
    const changed = (source) => Object.assign(state, { source, edition: state.edition + 1 });
    let store = null, reading;
    const register = (how) => (store = how);
    const load = () => (reading = read());
    /** The disclosure as it is now, with what is typed saved; undefined where that failed. */
    async function first() {
      // Whoever presses the next button while it is read anew means what is being read.
      await reading;
      await nextTick();
      const { source } = state;
      if (!isDraft(source)) return source;
      const saved = await store();
      if (saved && saved.version !== source.version) changed(saved);
      return saved;
    }
    load();
    // Others have it in their hands, or the worker publishes it at its hour.
    useRenewed({ renew: () => IN_OTHER_HANDS.includes(state.source?.state) && load() });
    return () => {
      const { source, itemForm, problem } = state;
      if (!source) {
        return html`<${Page} title="公开事项">${problem ? html`<${Failure} problem=${problem} retry=${load} />` : html`<${Waiting} />`}<//>`;
      }
      const isReviewer = may("overseer") || (may("monitor") && source.desk?.startsWith("monitor:"));
      return html`<${Page} title=${source.title}>
        <p><span class="badge info">${STATES[source.state]}</span> ${CATEGORIES[source.category]} · ${periodInWords(source.period)}
          ${itemForm ? ` · ${itemForm.name}（公开给${itemForm.audience}）` : ""}${source.revision > 1 ? ` · 第 ${source.revision} 版` : ""}
          ${source.state === "scheduled" ? html` · ${moment(source.publish_at)} 自动公开` : null}
          ${source.board_until ? html` · 公开栏到 ${source.board_until}` : null}</p>
        ${source.state === "superseded" ? null : way(source)}
        ${isDraft(source)
          ? html`<${Editor} key=${state.edition} source=${source} itemForm=${itemForm} register=${register}
              onStored=${(stored) => (state.source = stored)} onSaved=${changed} />`
          : html`<${Shown} source=${source} />`}
        ${isDraft(source) ? html`<${Checks} source=${source} />` : null}
        ${UNPUBLISHED.includes(source.state)
          ? html`<${Gate} source=${source} mayDecide=${isDraft(source)} first=${first}
              mayConfirm=${source.state === "review" && isReviewer} onChanged=${load} />`
          : null}
        <${Flow} source=${source} first=${first} onChanged=${changed} />
        ${UNPUBLISHED.includes(source.state) ? null : html`<${Revisions} source=${source} />`}
        <${Steps} steps=${source.steps} />
      <//>`;
    };
  },
};

