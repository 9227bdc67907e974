/** Proposing an answered case for the echo wall; its reporter is asked, its words are masked. */
import { post } from "../../shared/api.js";
import { Field, FormProblem, refuse, Send, useForm } from "../../shared/form.js";
import { html, ref } from "../../shared/vue.js";

export const EchoProposal = {
  name: "EchoProposal",
  props: ["one"],
  setup(props) {
    const form = useForm({ title: props.one.title });
    const made = ref(null);
    async function propose(event) {
      event.preventDefault();
      made.value = await form.submit(({ title }) => {
        refuse({ title: title.trim().length < 2 && "请写一个大家看的标题。" });
        return post("/feedback/{case}/echo", { case: props.one.id }, { title: title.trim() });
      });
    }
    return () =>
      made.value
        ? html`<p class="notice" role="status">已提出。反映人同意、内容检查通过后，会在回音壁公开。</p>`
        : html`<details class="card"><summary>放到回音壁</summary>
            <form onSubmit=${propose} novalidate>
              <p class="quiet">办得好的诉求可以公开给大家看。个人信息会自动打码，先征求反映人同意。</p>
              <${FormProblem} form=${form} fields=${["title"]} />
              <${Field} form=${form} name="title" label="标题" maxlength="60" />
              <${Send} form=${form} text="提出公开" />
            </form></details>`;
  },
};
