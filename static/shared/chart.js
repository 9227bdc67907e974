/** Draws a chart with ECharts, which is large and so fetched only by the first page that draws. */
import { html, onBeforeUnmount, onMounted, ref, watch } from "./vue.js";

let loading;

/** The library, loaded once; a script tag, as it is no module. */
export function charts() {
  loading ??= new Promise((done, fail) => {
    const script = document.createElement("script");
    script.src = new URL("../vendor/echarts.js", import.meta.url).href;
    script.onload = () => done(window.echarts);
    script.onerror = () => ((loading = null), fail(new Error("charts did not load")));
    document.head.append(script);
  });
  return loading;
}

/**
 * `<${Chart} option=${option} label="..." height="240" />`: `option` is ECharts' own, `label` says in
 * words what it shows. The table beside it, which everybody can read, is the caller's.
 */
export const Chart = {
  props: { option: Object, label: String, height: { default: 240 } },
  emits: ["pick"],
  setup(props, { emit }) {
    const place = ref(null);
    const failed = ref(false);
    let chart, sizes;
    onMounted(async () => {
      try {
        const { init } = await charts();
        if (!place.value) return;
        chart = init(place.value, null, { renderer: "canvas" });
        chart.on("click", (event) => emit("pick", event));
        sizes = new ResizeObserver(() => chart.resize());
        sizes.observe(place.value);
        draw();
      } catch {
        failed.value = true;
      }
    });
    watch(() => props.option, draw);
    onBeforeUnmount(() => (sizes?.disconnect(), chart?.dispose()));
    function draw() {
      // The page allows no style attributes in markup, which its html tooltips are full of.
      chart?.setOption({ animation: false, ...props.option, tooltip: { ...props.option.tooltip, renderMode: "richText" } }, true);
    }
    return () => failed.value
      ? html`<p class="quiet">图没有下载下来，请看下面的表。</p>`
      : html`<div ref=${place} role="img" aria-label=${props.label} style=${{ height: `${props.height}px`, width: "100%" }}></div>`;
  },
};
