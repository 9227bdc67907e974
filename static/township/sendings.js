/** How messages went out on a day, by channel and kind; what failed stands first. */
import { get } from "../shared/api.js";
import { useLoad } from "../shared/load.js";
import { today } from "../shared/time.js";
import { Empty, Loaded } from "../shared/ui.js";
import { html, ref } from "../shared/vue.js";
import { area, useArea } from "./area.js";
import { View } from "./frame.js";
import { CHANNELS, KINDS } from "./kinds.js";

export default {
  setup() {
    const on = ref(today());
    const state = useLoad(() => get("/divisions/{division}/sendings", { division: area.value, day: on.value }));
    useArea(state.reload);
    function choose(event) {
      if (!event.target.value) return;
      on.value = event.target.value;
      state.reload();
    }
    return () => html`<${View} title="消息发送">${{
      tools: () => html`<label class="tool">日期 <input type="date" class="input" value=${on.value} max=${today()} onChange=${choose} /></label>`,
      default: () => html`<${Loaded} state=${state}>${({ lines }) => (lines.length ? shown(lines) : html`<${Empty} text="这一天没有发出应用以外的消息。" />`)}<//>`,
    }}<//>`;
  },
};

function shown(lines) {
  const ordered = [...lines].sort((a, b) => b.failed - a.failed);
  const failed = lines.reduce((sum, line) => sum + line.failed, 0);
  return html`<div>
    ${failed > 0
      ? html`<p class="notice warn" role="status">这一天有 ${failed} 次没有发成。系统会自动重发；一直发不成的，请改用电话通知。</p>`
      : html`<p class="notice" role="status">这一天没有发送失败。</p>`}
    <div class="scroll" tabindex="0" role="region" aria-label="消息发送情况"><table class="sendings">
      <thead><tr><th scope="col">消息</th><th scope="col">渠道</th><th scope="col" class="number">发成</th>
        <th scope="col" class="number">没发成</th><th scope="col" class="number">不需要发</th></tr></thead>
      <tbody>${ordered.map((line) => html`<tr key=${line.channel + line.kind}><th scope="row">${KINDS[line.kind] ?? line.kind}</th>
        <td>${CHANNELS[line.channel] ?? line.channel}</td><td class="number">${line.sent}</td>
        <td class="number">${line.failed > 0 ? html`<span class="figure bad">${line.failed}</span>` : 0}</td>
        <td class="number">${line.skipped}</td></tr>`)}</tbody></table></div>
    <p class="hint">“不需要发”是对方没有订阅、关了提醒，或没有留联系方式。应用内的消息总是送到。</p></div>`;
}
