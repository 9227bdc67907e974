/** How large things are, and what one wants to be asked. */
import { get, put } from "../shared/api.js";
import { useLoad } from "../shared/load.js";
import { mode, setMode, SIZES } from "../shared/mode.js";
import { session } from "../shared/session.js";
import { Loaded, Page, told } from "../shared/ui.js";
import { html } from "../shared/vue.js";

const SIZE_NAMES = ["大", "更大", "最大"];

export default {
  setup() {
    const wishes = useLoad(() => get("/me/preferences"), { now: Boolean(session.me) });
    async function follow(follow_up) {
      await put("/me/preferences", {}, { follow_up }).then(() => told("已保存。"), (problem) => told(problem.detail));
      wishes.reload();
    }
    return () => html`<${Page} title="字体和提醒">
      <section class="card"><h2>字体</h2>
        <p class="row" role="group" aria-label="字体">
          <button type="button" class=${["button", !mode.elder && "primary"]} aria-pressed=${!mode.elder} onClick=${() => setMode({ elder: false })}>普通</button>
          ${SIZES.map((size, i) => html`<button type="button" key=${size} class=${["button", mode.elder && mode.size === size && "primary"]}
            aria-pressed=${mode.elder && mode.size === size} onClick=${() => setMode({ elder: true, size })}>${SIZE_NAMES[i]}</button>`)}</p>
        <p>字变大，按钮也变大。以后打开都是这样。</p></section>
      ${session.me && html`<section class="card"><h2>回访</h2>
        <${Loaded} state=${wishes}>${({ follow_up }) => html`<label class="choice-line"><input type="checkbox"
          checked=${follow_up} onChange=${() => follow(!follow_up)} /><span>办结几周后，可以再问我是不是真的解决了</span></label>`}<//></section>`}
    <//>`;
  },
};
