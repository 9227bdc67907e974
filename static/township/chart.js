/** A chart. The library is large, so it is loaded with the first chart that is drawn. */
import { html, onMounted, onUnmounted, ref, watch } from "../shared/vue.js";

let library = null;

function load() {
  library ??= new Promise((done, fail) => {
    const script = document.createElement("script");
    script.src = new URL("../vendor/echarts.js", import.meta.url).href;
    script.onload = () => done(window.echarts);
    script.onerror = () => {
      library = null;
      fail(new Error("echarts"));
    };
    document.head.append(script);
  });
  return library;
}

export const Chart = {
  props: { option: Object, label: String, tall: Boolean },
  setup(props) {
    const place = ref(null), failed = ref(false);
    let chart = null, gone = false;
    const size = new ResizeObserver(() => chart?.resize());
    onMounted(async () => {
      try {
        const echarts = await load();
        if (gone) return;
        chart = echarts.init(place.value);
        chart.setOption(props.option);
        size.observe(place.value);
      } catch {
        failed.value = true;
      }
    });
    watch(() => props.option, (option) => chart?.setOption(option));
    onUnmounted(() => {
      gone = true;
      size.disconnect();
      chart?.dispose();
    });
    return () => failed.value
      ? html`<p class="quiet" role="status">图没有下载下来，数字见下表。</p>`
      : html`<div ref=${place} class=${["chart", props.tall && "chart-tall"]} role="img" aria-label=${props.label}></div>`;
  },
};
