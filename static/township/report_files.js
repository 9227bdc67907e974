/** The files of a report: a table, a workbook, and a page to print; taking one is written down. */
import { addressOf } from "../shared/api.js";
import { Failure } from "../shared/ui.js";
import { html } from "../shared/vue.js";

const FILES = [
  ["csv", "CSV", (report) => addressOf("/reports/{report}/csv", { report })],
  ["xlsx", "Excel", (report) => addressOf("/reports/{report}/xlsx", { report })],
];

/** The buttons of one report; `download` is that of the page. */
export const filesOf = (report, download) => html`<span class="row">
  ${FILES.map(([ending, name, address]) => html`<button key=${ending} type="button" class="button small" disabled=${Boolean(download.busy)}
    aria-label=${`下载 ${name}：${report.title}`}
    onClick=${() => download.start(address(report.id), `${report.title}.${ending}`)}>${name}</button>`)}
  <a class="button small" target="_blank" rel="noopener" aria-label=${`打印页（新窗口）：${report.title}`}
    href=${addressOf("/reports/{report}/page", { report: report.id })}>打印页</a></span>`;

/** How far the file is that is on its way. */
export const progressOf = (download) => html`<div aria-live="polite">
  ${download.busy && html`<p role="status">正在下载「${download.busy}」
    <progress class="progress" max="1" value=${download.share ?? undefined} aria-label="下载进度"></progress></p>`}
  ${download.problem && html`<${Failure} problem=${download.problem} />`}</div>`;
