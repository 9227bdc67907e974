/** What I demand to be laid open, and how many do so with me; as long as they are too few I may leave. */
import { remove } from "../shared/api.js";
import { useList } from "../shared/load.js";
import { useRenewal } from "../shared/renewal.js";
import { confirmed, List, Page, told } from "../shared/ui.js";
import { html } from "../shared/vue.js";
import { DemandLine } from "./demand_line.js";

export default {
  setup() {
    const list = useList("/me/demands");
    useRenewal(list);
    async function leave({ id, name }) {
      if (!(await confirmed(`不再要求公开“${name}”吗？`))) return;
      await remove("/demands/{demand}/support", { demand: id }).then(() => told("已退出。"), (problem) => told(problem.detail));
      list.reload();
    }
    return () => html`<${Page} title="我要求公开的">
      <${List} list=${list} empty="您还没有要求公开什么。该公开没公开的，可以和大家一起要求。" action="大家要求公开的" to="/demands" label="我要求公开的">
        ${(one) => html`<${DemandLine} demand=${one}>${() => one.state === "open" && html`<button type="button" class="link-button"
          onClick=${() => leave(one)}>退出联名</button>`}<//>`}<//>
    <//>`;
  },
};
