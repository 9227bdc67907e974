/** Whether what the villages have laid open is still as the township noted it down, village by village. */
import { get } from "../shared/api.js";
import { useLoad } from "../shared/load.js";
import { day, moment } from "../shared/time.js";
import { Empty, Loaded } from "../shared/ui.js";
import { html } from "../shared/vue.js";
import { area, isCounty, useArea } from "./area.js";
import { View } from "./frame.js";
import { SELDOM_MS, useRenewal } from "./live.js";

const SHOWN = 12;

export default {
  setup() {
    const state = useLoad(() => get("/divisions/{division}/chain", { division: area.value }));
    useArea(() => {
      state.data = null;
      state.reload();
    });
    useRenewal(state.renew, SELDOM_MS);
    return () => html`<${View} title="公开存证">
      <p class="hint">每次公开都和前一次连在一起，改动任何一次，后面的指纹都会变。乡镇每天记下各村最后的指纹，这里对照的是最近一次记录。</p>
      ${isCounty.value
        ? html`<${Empty} text="存证由各乡镇分别记录。请在页面上方选择一个乡镇。" />`
        : html`<${Loaded} state=${state}>${(found) => html`<div>${verdict(found)}${table(found.villages)}</div>`}<//>`}
    <//>`;
  },
};

function verdict({ on, noted_at, whole, villages }) {
  if (!on) return html`<p class="notice">还没有记录：村里第一次公开后，当天就会记下。</p>`;
  const wrong = villages.filter((one) => !one.fits);
  const says = `对照 ${day(on)}的记录（${moment(noted_at)} 记下）`;
  if (whole && !wrong.length) return html`<p class="notice" role="status">${says}：全部一致。</p>`;
  return html`<p class="problem" role="alert">${says}：${!whole && "这份记录被改动过。"}${wrong.length > 0
    && `${wrong.map((one) => one.name).join("、")}与记录不一致。`}请联系系统管理员逐条核验（verify）。</p>`;
}

const table = (villages) => html`<div class="scroll" tabindex="0" role="region" aria-label="各村的公开存证"><table class="chain">
  <thead><tr><th scope="col">村</th><th scope="col">对照</th><th scope="col" class="number">公开过几次</th>
    <th scope="col" class="number">记录时</th><th scope="col">最近一次</th><th scope="col">最后的指纹</th></tr></thead>
  <tbody>${villages.map((one) => html`<tr key=${one.village}><th scope="row"><a href=${`#/villages/${one.village}`}>${one.name}</a></th>
    <td>${mark(one)}</td><td class="number">${one.number}</td><td class="number">${one.noted ?? "—"}</td>
    <td>${one.at ? moment(one.at) : "还没有公开过"}</td>
    <td class="quiet"><code>${one.number ? one.hash.slice(0, SHOWN) : "—"}</code></td></tr>`)}</tbody></table></div>`;

function mark({ fits, noted }) {
  if (noted === null) return html`<span class="quiet">还没有记录</span>`;
  return html`<span class=${["badge", fits ? "good" : "bad"]}>${fits ? "一致" : "不一致"}</span>`;
}
