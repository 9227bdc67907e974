/** One report on screen: what stood when it was made. */
import { get } from "../shared/api.js";
import { useLoad } from "../shared/load.js";
import { route } from "../shared/router.js";
import { moment } from "../shared/time.js";
import { Loaded } from "../shared/ui.js";
import { html } from "../shared/vue.js";
import { useDownload } from "./download.js";
import { View } from "./frame.js";
import { filesOf, progressOf } from "./report_files.js";

export default {
  setup() {
    const state = useLoad(() => get("/reports/{report}", { report: route.params.report }));
    const download = useDownload();
    return () => html`<${View} title=${state.data?.title ?? "报表"} back="/reports">
      <${Loaded} state=${state}>${(report) => html`<div>
        <div class="row spread"><p class="quiet">${moment(report.made_at)} 生成，之后不再变动。</p>${filesOf(report, download)}</div>
        ${progressOf(download)}
        ${report.tables.map(table)}</div>`}<//>
    <//>`;
  },
};

function table({ title, columns, rows }) {
  return html`<section key=${title}><h2>${title}</h2>
    <div class="scroll" tabindex="0" role="region" aria-label=${title}><table class="report-table">
      <thead><tr>${columns.map((name, index) => html`<th scope="col" key=${name} class=${index ? "number" : ""}>${name}</th>`)}</tr></thead>
      <tbody>${rows.map((row, at) => html`<tr key=${at}>${row.map((cell, index) => index === 0
        ? html`<th scope="row" key=${index}>${cell}</th>`
        : html`<td key=${index} class="number">${cell ?? "—"}</td>`)}</tr>`)}</tbody>
    </table></div></section>`;
}
