/** One post on its way: written, checked for personal data, published, pinned, taken back. */
import { get, remove } from "../../shared/api.js";
import { useLoad } from "../../shared/load.js";
import { go, route } from "../../shared/router.js";
import { confirmed, Failure, Page, Sanitised, Waiting } from "../../shared/ui.js";
import { html, nextTick, reactive, watch } from "../../shared/vue.js";
import { may } from "../area.js";
import { attempt } from "../attempt.js";
import { useRenewed } from "../renewed.js";
import { Editor } from "./editor.js";
import { PostGate } from "./gate.js";
import { Publishing } from "./publishing.js";

const maySet = () => may("secretary", "monitor", "county");
const mayEdit = ({ state }) => state === "draft" || (maySet() && state !== "withdrawn");

function shown(source) {
  return html`<section class="card" aria-label="内容">
    <h2>${source.title}</h2>
    <${Sanitised} html=${source.html} />
    ${source.withdrawal_reason ? html`<p class="notice warn">已撤回：${source.withdrawal_reason}</p>` : null}
  </section>`;
}

/** A post that is stored, with what its gate found while it is a draft. */
const Stored = {
  name: "StoredPost",
  // `read()` asks for it anew, `reading` is the promise of that.
  props: ["source", "reading", "read"],
  emits: ["changed"],
  setup(props, { emit }) {
    const at = () => ({ post: props.source.id });
    const isDraft = () => props.source.state === "draft";
    const found = useLoad(() => get("/posts/{post}/masking", at()), { now: isDraft() });
    watch(() => [props.source.version, props.source.state], () => isDraft() && found.reload());
    let store = null;
    const register = (how) => (store = how);
    /** The post as it is now, with what is typed stored; undefined where that failed. */
    async function first() {
      // Whoever presses the next button while it is read anew means what is being read.
      await props.reading;
      await nextTick();
      return mayEdit(props.source) ? store() : props.source;
    }
    const changed = (source) => emit("changed", source);
    async function discard() {
      if (!(await confirmed("删除这篇草稿？删除后不能恢复。"))) return;
      if (await attempt(() => remove("/posts/{post}", at()))) go("/posts", { replace: true });
    }
    return () => {
      const { source } = props;
      return html`<div>
        <${Publishing} source=${source} found=${found} first=${first} onChanged=${changed} />
        ${isDraft() ? html`<${PostGate} source=${source} found=${found} first=${first} onDecided=${props.read} />` : null}
        ${mayEdit(source)
          ? html`<${Editor} key=${source.version} source=${source} register=${register} onStored=${changed} onSaved=${changed} />`
          : shown(source)}
        ${isDraft() ? html`<button type="button" class="button danger" onClick=${discard}>删除草稿</button>` : null}
      </div>`;
    };
  },
};

export default {
  name: "PostPage",
  setup() {
    const id = route.params.post;
    const state = reactive({ source: null, problem: null, reading: null });
    function load() {
      state.reading = get("/posts/{post}/source", { post: id }).then(
        (source) => Object.assign(state, { source, problem: null }),
        (problem) => (state.problem = problem),
      );
    }
    if (id) load();
    // What waits for its hour is published by the worker, or held back by it.
    useRenewed({ renew: () => state.source?.state === "scheduled" && load() });
    const begun = (source) => go(`/posts/${source.id}`, { replace: true });
    return () => {
      const { source, problem } = state;
      if (!id) return html`<${Page} title="写一篇"><${Editor} onSaved=${begun} /><//>`;
      if (!source) {
        return html`<${Page} title="新闻和通知">
          ${problem ? html`<${Failure} problem=${problem} retry=${load} />` : html`<${Waiting} />`}<//>`;
      }
      return html`<${Page} title=${source.title}>
        <${Stored} source=${source} reading=${state.reading} read=${load} onChanged=${(changed) => (state.source = changed)} /><//>`;
    };
  },
};
