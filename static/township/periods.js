/** The spans of due days that one looks at. */

const QUARTERS = ["一季度", "二季度", "三季度", "四季度"];

/** What is offered, [name, first due day, last due day]: quarters of this year and it whole. */
export function spansOf(today) {
  const year = today.slice(0, 4);
  const ends = ["03-31", "06-30", "09-30", "12-31"], begins = ["01-01", "04-01", "07-01", "10-01"];
  return [
    [`${year}年全年`, `${year}-01-01`, `${year}-12-31`],
    ...QUARTERS.map((name, i) => [`${name}到期`, `${year}-${begins[i]}`, `${year}-${ends[i]}`]),
    [`${year - 1}年全年`, `${year - 1}-01-01`, `${year - 1}-12-31`],
  ];
}
