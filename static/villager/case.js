/** One of my cases: read anew while I look at it, with everything its reporter may do. */
import { get, post } from "../shared/api.js";
import { useLoad } from "../shared/load.js";
import { route } from "../shared/router.js";
import { Loaded, Page } from "../shared/ui.js";
import { html, onBeforeUnmount, onMounted } from "../shared/vue.js";
import { CaseBody } from "./case_body.js";

// Reporters have no live connection: the page asks again while somebody looks at it.
const AGAIN_MS = 5000;

export default {
  setup() {
    const where = { case: route.params.case };
    const state = useLoad(async () => {
      const [found, talk] = await Promise.all([get("/feedback/{case}", where), get("/feedback/{case}/talk", { ...where, limit: 100 })]);
      return { case: found, talk: talk.items };
    });
    const acts = actsOf(where);
    let timer;
    onMounted(() => (timer = setInterval(() => !document.hidden && !state.busy && state.reload(), AGAIN_MS)));
    onBeforeUnmount(() => clearInterval(timer));
    return () => html`<${Page} title=${state.data?.case.title || "我的诉求"}>
      <${Loaded} state=${state}>${(data) => html`<${CaseBody} case=${data.case} talk=${data.talk} acts=${acts} done=${state.reload} />`}<//>
    <//>`;
  },
};

const actsOf = (where) => ({
  say: (body) => post("/feedback/{case}/talk", where, body),
  reply: (body) => post("/feedback/{case}/reply", where, body),
  rate: (body) => post("/feedback/{case}/rating", where, body),
  reopen: (body) => post("/feedback/{case}/reopening", where, body),
  withdraw: (body) => post("/feedback/{case}/withdrawal", where, body),
  clarify: (body) => post("/feedback/{case}/clarification", where, body),
  confirm: (body) => post("/feedback/{case}/confirmation", where, body),
});
