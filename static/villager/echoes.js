/** The echo wall: what others reported and how it was answered. */
import { post } from "../shared/api.js";
import { useList } from "../shared/load.js";
import { useRenewal } from "../shared/renewal.js";
import { session } from "../shared/session.js";
import { shortDay } from "../shared/time.js";
import { List, Page, told } from "../shared/ui.js";
import { html, ref } from "../shared/vue.js";
import { ReadAloud } from "./read_aloud.js";
import { place } from "./village.js";

const REASONS = [["personal", "有个人信息"], ["untrue", "与事实不符"], ["insulting", "骂人"], ["advertising", "广告"], ["other", "其他"]];

export default {
  setup() {
    const list = useList("/villages/{village}/echoes", () => ({ village: place.code }));
    useRenewal(list);
    return () => html`<${Page} title="回音壁">
      <p class="hint">大家反映过的事和村里的答复，已隐去个人信息。</p>
      <${List} list=${list} empty="还没有登上回音壁的诉求。您反映的事办好后，也可以选择让大家看到。" action="反映问题" to="/file" label="回音壁">
        ${(echo) => html`<${Echo} echo=${echo} key=${echo.id} />`}<//>
    <//>`;
  },
};

const Echo = {
  props: { echo: Object },
  setup(props) {
    const open = ref(false);
    const flag = async (reason) => {
      try {
        await post("/echoes/{shown}/flags", { shown: props.echo.id }, { reason });
        told("已收到，会有人查看。");
      } catch (problem) {
        told(problem.detail);
      }
      open.value = false;
    };
    return () => {
      const { title, text, answer, topics, filed_on } = props.echo;
      return html`<article class="echo">
        <h2>${title}</h2>
        <p class="quiet">${shortDay(filed_on)} ${topics.map((topic) => html`<span class="badge" key=${topic}>${topic}</span>`)}</p>
        <p>${text}</p>
        <div class="answer"><b>答复</b><p>${answer}</p></div>
        <p class="row"><${ReadAloud} text=${`${title}。${text}\n答复：${answer}`} />
          ${session.me && html`<button type="button" class="link-button" aria-expanded=${open.value} onClick=${() => (open.value = !open.value)}>有问题</button>`}</p>
        ${open.value && html`<p class="row">${REASONS.map(([value, name]) => html`<button type="button" key=${value} class="button" onClick=${() => flag(value)}>${name}</button>`)}</p>`}
      </article>`;
    };
  },
};
