/** An area's own words for tags and who gets which tag, tried on recent cases before they hold. */
import { get, post, put } from "../shared/api.js";
import { useWording } from "../shared/case/wording.js";
import { isBegun, useDraft } from "../shared/draft.js";
import { Field, FormProblem, Send, useForm } from "../shared/form.js";
import { useLoad } from "../shared/load.js";
import { ROLES } from "../shared/staff_words.js";
import { Loaded, told } from "../shared/ui.js";
import { html, ref } from "../shared/vue.js";
import { area, nameOf, useArea } from "./area.js";
import { View } from "./frame.js";

const DESKS = [["", "同上级"], ...["secretary", "clerk", "grid_worker"].map((role) => [role, ROLES[role]])];
const BETWEEN = /[、，,；;\s]+/;
const words = (text) => text.split(BETWEEN).filter(Boolean);

/** What is typed, [topic, text] and [topic, role], as the API takes it. */
function bodyOf(values, topics, version) {
  const said = topics.map((topic) => ({ topic, words: words(values[`words ${topic}`]) })).filter((one) => one.words.length);
  const desks = topics.map((topic) => ({ topic, role: values[`desk ${topic}`] })).filter((one) => one.role);
  return { words: said, desks, version };
}

/** A mistake in the third topic's words stands at that topic's field. */
function atTheirFields(form, body) {
  for (const [path, says] of Object.entries(form.errors)) {
    const [part, index] = path.split(".");
    const topic = body[part]?.[index]?.topic;
    if (!topic) continue;
    form.errors[`${part === "words" ? "words" : "desk"} ${topic}`] = says;
    delete form.errors[path];
  }
}

export default {
  setup() {
    const wording = useWording();
    const state = useLoad(() => get("/divisions/{division}/vocabulary", { division: area.value }));
    useArea(() => {
      state.data = null;
      state.reload();
    });
    return () => html`<${View} title="派单词表">
      <p class="hint">系统按村民的原话贴标签、派单。把本地的说法（地名、土话、俗称）加给对应的标签，以后的诉求就能认出来；几个词用顿号隔开，每个 2 到 12 个字。上级加的词同时有效。</p>
      <${Loaded} state=${state}>${(found) => wording.topics.length > 0 && html`<${Editor}
        key=${`${found.division} ${found.version}`} found=${found} topics=${wording.topics} onSaved=${(set) => (state.data = set)} onStale=${state.reload} />`}<//>
    <//>`;
  },
};

const Editor = {
  props: { found: Object, topics: Array },
  emits: ["saved", "stale"],
  setup(props, { emit }) {
    const { found, topics } = props, here = { division: found.division };
    const form = useForm(valuesOf(found, topics));
    const name = `vocabulary.${found.division}`, wasBegun = isBegun(name);
    const draft = useDraft(name, form);
    const effect = ref(null);
    async function attempt(send) {
      effect.value = null;
      const body = bodyOf(form.values, topics, found.version);
      const answer = await form.submit(() => send(body));
      if (!answer) atTheirFields(form, body);
      return answer;
    }
    async function attemptOnly() {
      effect.value = (await attempt((body) => post("/divisions/{division}/vocabulary/preview", here, body))) ?? null;
    }
    async function save(event) {
      event.preventDefault();
      const set = await attempt((body) => put("/divisions/{division}/vocabulary", here, body));
      // What was typed is kept as a draft and stands in the form again, over what is there by now.
      if (!set) return form.problem?.status === 409 && emit("stale");
      draft.drop();
      told("已保存，对以后的诉求有效");
      emit("saved", set);
    }
    return () => html`<form class="card" onSubmit=${save} novalidate aria-label="派单词表"><h2>${nameOf(found.division)}加的词</h2>
      ${wasBegun && html`<p class="notice">上次没有保存的内容还在，请核对后保存。</p>`}
      <${FormProblem} form=${form} fields=${Object.keys(form.values)} />
      <div class="topics">${topics.map((topic) => html`<fieldset key=${topic} class="topic"><legend>${topic}</legend>
        <${Field} form=${form} name=${`words ${topic}`} label="本地的说法" />
        <${Field} form=${form} name=${`desk ${topic}`} label="派给" as="select" options=${DESKS} /></fieldset>`)}</div>
      <div aria-live="polite">${effect.value && html`<p class="notice">最近 ${effect.value.total} 件诉求里，有 ${effect.value.changed} 件的标签会不一样。</p>`}</div>
      <div class="row"><${Send} form=${form} text="保存词表" busy="请稍候…" />
        <button type="button" class="button" disabled=${form.busy} onClick=${attemptOnly}>先试一试</button></div>
    </form>`;
  },
};

function valuesOf(found, topics) {
  const values = {};
  for (const topic of topics) {
    values[`words ${topic}`] = found.words.find((one) => one.topic === topic)?.words.join("、") ?? "";
    values[`desk ${topic}`] = found.desks.find((one) => one.topic === topic)?.role ?? "";
  }
  return values;
}
