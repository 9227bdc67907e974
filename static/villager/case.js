/** One of my cases: read anew while I look at it, with everything its reporter may do. */
import { get, post } from "../shared/api.js";
import { useLoad } from "../shared/load.js";
import { useRenewal } from "../shared/renewal.js";
import { route } from "../shared/router.js";
import { Loaded, Page } from "../shared/ui.js";
import { html } from "../shared/vue.js";
import { CaseBody } from "./case_body.js";

export default {
  setup() {
    const where = { case: route.params.case };
    const state = useLoad(async () => {
      const [found, talk] = await Promise.all([get("/feedback/{case}", where), get("/feedback/{case}/talk", { ...where, limit: 100 })]);
      return { case: found, talk: talk.items };
    });
    const acts = actsOf(where);
    useRenewal(state);
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
