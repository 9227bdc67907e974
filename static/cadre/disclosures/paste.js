/** Entries pasted out of a spreadsheet: all of them, or none and what is wrong in which line. */
import { told } from "../../shared/ui.js";
import { html, reactive } from "../../shared/vue.js";
import { readPasted } from "./entries.js";

export const PasteEntries = {
  name: "PasteEntries",
  emits: ["pasted"],
  setup(_, { emit }) {
    const state = reactive({ text: "", wrong: [] });
    function take() {
      const { rows, wrong } = readPasted(state.text);
      state.wrong = wrong;
      if (wrong.length || !rows.length) return;
      state.text = "";
      told(`已加入 ${rows.length} 笔，请核对后保存`);
      emit("pasted", rows);
    }
    return () => html`<details><summary>从表格粘贴</summary>
      <div class="field"><label for="paste">把表格里的单元格粘贴到这里</label>
        <textarea id="paste" class="input" rows="4" aria-describedby="paste-hint" value=${state.text}
          onInput=${(event) => (state.text = event.target.value)}></textarea>
        <p class="hint" id="paste-hint">依次是：日期、收支、金额、摘要、对方、经手人、审批人、凭证号。</p></div>
      ${state.wrong.length
        ? html`<div class="problem" role="alert"><p>有 ${state.wrong.length} 行不对，都没有加入：</p>
            <ul>${state.wrong.map(({ line, reasons }) => html`<li key=${line}>第 ${line} 行：${reasons.join("；")}</li>`)}</ul></div>`
        : null}
      <button type="button" class="button small" onClick=${take}>加入</button>
    </details>`;
  },
};
