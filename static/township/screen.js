/** The big screen: what an area must know, large and dark, one part after the other, for a projector. */
import { get } from "../shared/api.js";
import { useLoad } from "../shared/load.js";
import { go, route } from "../shared/router.js";
import { Failure } from "../shared/ui.js";
import { html, onMounted, onUnmounted, ref } from "../shared/vue.js";
import { area, nameOf, useArea } from "./area.js";
import { LiveSign } from "./frame.js";
import { SLOWLY_MS, useLive } from "./live.js";
import { partsOf } from "./screen_parts.js";

// How long a part stands: `#/screen?seconds=30` makes it longer.
const SECONDS = 15, FEWEST = 2, CLOCK_MS = 1000;
const turnMs = () => Math.max(Number(route.query.seconds) || SECONDS, FEWEST) * 1000;
const CLOCK = new Intl.DateTimeFormat("zh-CN", {
  timeZone: "Asia/Shanghai", month: "long", day: "numeric", weekday: "long", hour: "2-digit", minute: "2-digit", hour12: false,
});

/** Everything that the parts show; asked anew when a figure changed. */
function useFigures() {
  const asked = () => ({ division: area.value });
  const found = {
    overview: useLoad(() => get("/divisions/{division}/overview", asked())),
    tags: useLoad(() => get("/divisions/{division}/overview/tags", asked())),
    months: useLoad(() => get("/divisions/{division}/overview/months", asked())),
    rates: useLoad(() => get("/divisions/{division}/disclosure-rates", { ...asked(), by: "village" })),
  };
  return { found, reload: () => Object.values(found).forEach((one) => one.reload()) };
}

export default {
  setup() {
    const { found, reload } = useFigures();
    // Who asked their device for less motion turns the parts by hand.
    const turning = ref(!matchMedia("(prefers-reduced-motion: reduce)").matches);
    const at = ref(0), now = ref(new Date());
    const parts = () => partsOf(found);
    function turn(by) {
      // Before the figures are there, there is nothing to turn.
      const count = parts().length;
      if (count) at.value = (at.value + by + count) % count;
    }
    const clock = setInterval(() => (now.value = new Date()), CLOCK_MS);
    const turner = setInterval(() => turning.value && turn(1), turnMs());
    function key(event) {
      if (event.key === "ArrowRight") turn(1);
      if (event.key === "ArrowLeft") turn(-1);
      if (event.key === "Escape" && !document.fullscreenElement) go("/");
    }
    onMounted(() => {
      document.title = "大屏 · 乡镇监督";
      document.documentElement.classList.add("big");
      addEventListener("keydown", key);
    });
    onUnmounted(() => {
      document.documentElement.classList.remove("big");
      removeEventListener("keydown", key);
      clearInterval(clock);
      clearInterval(turner);
    });
    useArea(reload);
    useLive((event) => event.type === "overview", reload, SLOWLY_MS);
    return () => {
      const shown = parts();
      const part = shown[at.value % Math.max(shown.length, 1)];
      return html`<main class="screen" id="content">
        <header class="screen-head"><h1 tabindex="-1">${nameOf(area.value)} · 诉求办理</h1>
          <${LiveSign} /><p class="screen-clock">${CLOCK.format(now.value)}</p></header>
        ${found.overview.problem && html`<${Failure} problem=${found.overview.problem} retry=${reload} />`}
        ${part && html`<section key=${part.name} class="screen-part" aria-labelledby="part">
          <h2 id="part">${part.name}</h2>${part.draw()}</section>`}
        <footer class="screen-foot">
          <nav aria-label="大屏的各部分"><ul>${shown.map((one, index) => html`<li key=${one.name}>
            <button type="button" class="screen-dot" aria-current=${one === part ? "true" : undefined}
              onClick=${() => (at.value = index)}>${one.name}</button></li>`)}</ul></nav>
          <div class="row"><button type="button" class="button" aria-pressed=${turning.value ? "false" : "true"}
              onClick=${() => (turning.value = !turning.value)}>${turning.value ? "暂停轮播" : "继续轮播"}</button>
            <button type="button" class="button" onClick=${fill}>全屏</button>
            <a class="button" href="#/">退出大屏</a></div>
        </footer>
      </main>`;
    };
  },
};

function fill() {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen?.();
}
