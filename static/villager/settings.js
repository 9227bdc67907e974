/** How large things are, what one is reminded of, and where one is signed in. */
import { mode, setMode, SIZES } from "../shared/mode.js";
import { session } from "../shared/session.js";
import { Page } from "../shared/ui.js";
import { html } from "../shared/vue.js";
import { Devices } from "./devices.js";
import { Reminders } from "./reminders.js";

const SIZE_NAMES = ["大", "更大", "最大"];

export default {
  setup() {
    return () => html`<${Page} title="字体和提醒">
      <section class="card"><h2>字体</h2>
        <p class="row" role="group" aria-label="字体">
          <button type="button" class=${["button", !mode.elder && "primary"]} aria-pressed=${!mode.elder} onClick=${() => setMode({ elder: false })}>普通</button>
          ${SIZES.map((size, i) => html`<button type="button" key=${size} class=${["button", mode.elder && mode.size === size && "primary"]}
            aria-pressed=${mode.elder && mode.size === size} onClick=${() => setMode({ elder: true, size })}>${SIZE_NAMES[i]}</button>`)}</p>
        <p>字变大，按钮也变大。以后打开都是这样。</p></section>
      ${session.me && html`<${Reminders} />`}
      ${session.me && html`<${Devices} />`}
    <//>`;
  },
};
