/** Every act on a case, the newest first, as everybody who may see the case reads it. */
import { ROLES } from "../staff_words.js";
import { Thumbnails } from "../thumbnails.js";
import { moment } from "../time.js";
import { html } from "../vue.js";
import { STATES } from "./words.js";

const SOLVED = { true: "已解决", false: "未解决" };

function entry(one, says) {
  const who = one.role === "system" ? "系统" : `${ROLES[one.role] || one.role} ${one.name}`.trim();
  const moved = one.before && one.before !== one.after;
  return html`<li>
    <time datetime=${one.at}>${moment(one.at)}</time>
    <p><b>${says(one.act)}</b> ${who}${moved ? html`<span class="quiet"> → ${STATES[one.after]}</span>` : null}</p>
    ${one.note ? html`<p class="said">${one.note}</p>` : null}
    ${one.rating
      ? html`<p class="said">${SOLVED[one.rating.solved]}，满意度 ${one.rating.content} 分
          ${one.rating.note ? `：${one.rating.note}` : ""}</p>`
      : null}
    <${Thumbnails} pictures=${one.pictures} of="办理照片" />
  </li>`;
}

export const History = {
  name: "CaseHistory",
  props: ["entries", "says"],
  setup(props) {
    return () => html`<section class="card" aria-label="办理经过">
      <h2>办理经过</h2>
      <ol class="timeline">
        ${[...props.entries].reverse().map((one) => entry(one, props.says))}
      </ol>
    </section>`;
  },
};
