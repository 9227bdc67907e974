/** The weekly and monthly reports of the area, to look at and to take away. */
import { useList } from "../shared/load.js";
import { Tabs } from "../shared/tabs.js";
import { moment } from "../shared/time.js";
import { List } from "../shared/ui.js";
import { html, ref } from "../shared/vue.js";
import { area, useArea } from "./area.js";
import { useDownload } from "./download.js";
import { View } from "./frame.js";
import { useRenewal } from "./live.js";
import { filesOf, progressOf } from "./report_files.js";
import { ReportRequest } from "./report_request.js";

const KINDS = [["month", "月报"], ["week", "周报"]];

export default {
  setup() {
    const kind = ref("month"), download = useDownload();
    const list = useList("/divisions/{division}/reports", () => ({ division: area.value, kind: kind.value }));
    useArea(list.reload);
    useRenewal(list.renew);
    function choose(one) {
      kind.value = one;
      list.reload();
    }
    return () => html`<${View} title="报表">
      <${Tabs} tabs=${KINDS} value=${kind.value} label="报表种类" onChoose=${choose} />
      <${ReportRequest} kind=${kind.value} onMade=${list.renew} />
      ${progressOf(download)}
      <${List} list=${list} label="报表" empty="还没有报表。每周一和每月一日自动生成上一期的报表；现在就要的，请点“生成报表”。">${(one) => html`
        <div class="report-line"><a href=${`#/reports/${one.id}`}>${one.title}</a>
          <span class="quiet">${moment(one.made_at)} 生成</span>${filesOf(one, download)}</div>`}<//>
    <//>`;
  },
};
