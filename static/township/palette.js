/** The colours of charts on light and on dark ground; each line has a shape of its own as well. */
const LIGHT = {
  lines: ["#1d4f91", "#1b6b3a", "#a8231b"], bar: "#d9cfc7", grid: "#ece7e2", ink: "#5b5653",
  axis: { axisLabel: { color: "#5b5653" }, nameTextStyle: { color: "#5b5653" } },
};
const DARK = {
  lines: ["#7db4ff", "#6fd08c", "#ffb35c"], bar: "#4a4f5a", grid: "#31353d", ink: "#d8dbe0",
  axis: { axisLabel: { color: "#d8dbe0", fontSize: 20 }, nameTextStyle: { color: "#d8dbe0", fontSize: 20 } },
};

export const palette = (dark) => (dark ? DARK : LIGHT);

/** What all our charts share. */
export function quietAxes(dark, names) {
  const { ink, axis } = palette(dark);
  return {
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    grid: { left: dark ? 70 : 44, right: dark ? 70 : 44, top: dark ? 70 : 48, bottom: dark ? 44 : 28 },
    legend: { top: 0, textStyle: { color: ink, fontSize: dark ? 22 : 13 } },
    tooltip: { trigger: "axis", confine: true },
    xAxis: { type: "category", data: names, ...axis, axisTick: { show: false } },
  };
}
