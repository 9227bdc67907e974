/** Of what one wants to be reminded in WeChat; whatever is switched off still stands among the messages. */
import { get, put } from "../shared/api.js";
import { useLoad } from "../shared/load.js";
import { Loaded, told } from "../shared/ui.js";
import { html } from "../shared/vue.js";

// Villagers think in matters, not in kinds of messages: each switch stands for several.
const MATTERS = [
  ["要确认的通知", ["post.published"]],
  ["我的诉求有了进展", ["feedback.accepted", "feedback.moved", "feedback.answered", "feedback.explained", "feedback.refused",
    "feedback.extended", "feedback.went_up", "feedback.resumed", "feedback.joined", "feedback.lapsed"]],
  ["请我补充或给我留言", ["feedback.asked", "feedback.remark"]],
  ["我也遇到的事有了结果", ["feedback.followed_answered", "feedback.followed_ended"]],
  ["我的提问有了答复", ["inquiry.answered", "inquiry.went_up"]],
  ["回音壁征求我同意", ["echo.asked", "echo.removed"]],
  ["绑定和替家人办事", ["binding.confirmed", "binding.declined", "binding.ended", "delegation.asked", "delegation.confirmed",
    "delegation.declined", "delegation.revoked"]],
];

export const Reminders = {
  setup() {
    const wishes = useLoad(() => get("/me/preferences"));
    const isOn = (kinds) => !kinds.every((kind) => wishes.data.muted.includes(kind));
    const save = (changed) => put("/me/preferences", {}, { ...wishes.data, ...changed })
      .then(() => (told("已保存。"), wishes.reload(), true), (problem) => (told(problem.detail), false));
    function turn(kinds) {
      const others = wishes.data.muted.filter((kind) => !kinds.includes(kind));
      return save({ muted: isOn(kinds) ? [...others, ...kinds] : others });
    }
    return () => html`<section class="card" aria-labelledby="reminders"><h2 id="reminders">提醒</h2>
      <p>关掉的不再用微信提醒，在“消息”里仍然看得到。</p>
      <${Loaded} state=${wishes}>${({ follow_up }) => html`<div>
        ${MATTERS.map(([name, kinds]) => tick(name, isOn(kinds), () => turn(kinds)))}
        ${tick("办结几周后，可以再问我是不是真的解决了", follow_up, () => save({ follow_up: !follow_up }))}</div>`}<//>
    </section>`;
  },
};

// What could not be saved is shown as it was.
const tick = (words, on, change) => html`<label class="choice-line" key=${words}><input type="checkbox" checked=${on}
  onChange=${async ({ target }) => (await change()) || (target.checked = on)} /><span>${words}</span></label>`;
