/** The devices on which I am signed in, and the way to sign out of one that is lost or not mine. */
import { get, remove } from "../shared/api.js";
import { useLoad } from "../shared/load.js";
import { ago, shortDay } from "../shared/time.js";
import { confirmed, Loaded, told } from "../shared/ui.js";
import { html } from "../shared/vue.js";

const DEVICES = [[/iPhone/, "苹果手机"], [/iPad/, "苹果平板"], [/Android/, "安卓手机"], [/Windows/, "Windows 电脑"],
  [/Mac OS/, "苹果电脑"], [/Linux/, "电脑"]];

/** What a browser says of itself, as its owner would: "安卓手机（微信）". */
function nameOf(agent) {
  const device = DEVICES.find(([sign]) => sign.test(agent))?.[1] ?? "其他设备";
  return /MicroMessenger/.test(agent) ? `${device}（微信）` : device;
}

export const Devices = {
  setup() {
    const state = useLoad(() => get("/sessions"));
    async function end(session) {
      if (!(await confirmed(`${nameOf(session.agent)}要重新登录才能再用您的账号。`, { yes: "退出" }))) return;
      await remove("/sessions/{session}", { session: session.id }).then(() => told("那台设备已退出。"), (problem) => told(problem.detail));
      state.reload();
    }
    return () => html`<section class="card" aria-labelledby="devices"><h2 id="devices">在哪些设备上登录</h2>
      <p>有不认识的，或者手机丢了，就让它退出。</p>
      <${Loaded} state=${state}>${({ items }) => html`<ul class="list plain">${items.map((session) => html`<li key=${session.id} class="line">
        <span class="line-text"><span class="line-title">${nameOf(session.agent)}</span>
          <span class="line-note">${shortDay(session.created_at)}登录 · 最近用过：${ago(session.seen_at)}</span></span>
        <span class="line-side">${session.current ? html`<span class="badge good">这台</span>`
          : html`<button type="button" class="button" onClick=${() => end(session)}>退出</button>`}</span></li>`)}</ul>`}<//>
    </section>`;
  },
};
