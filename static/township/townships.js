/** The villages of a county added up to its townships: counts add, shares are made of the counts. */
import { NOW, RATES } from "./figures.js";

const LENGTH = 9;
const COUNTS = [...NOW.map(([key]) => key), "cases", "people"];

export function townshipsOf(villages) {
  const found = new Map();
  for (const village of villages) {
    const code = village.division.slice(0, LENGTH);
    if (!found.has(code)) found.set(code, blank(code));
    add(found.get(code), village);
  }
  return [...found.values()].map(shared);
}

const noRates = () => Object.fromEntries(RATES.map(([key]) => [key, { count: 0, of: 0, share: null }]));
const blank = (division) => ({
  division, rates: noRates(), before: noRates(), ...Object.fromEntries(COUNTS.map((key) => [key, 0])),
});

function add(sum, village) {
  for (const key of COUNTS) sum[key] += village[key];
  for (const when of ["rates", "before"]) {
    for (const [key] of RATES) {
      sum[when][key].count += village[when][key].count;
      sum[when][key].of += village[when][key].of;
    }
  }
}

function shared(sum) {
  for (const when of ["rates", "before"]) {
    for (const rate of RATES.map(([key]) => sum[when][key])) rate.share = rate.of ? rate.count / rate.of : null;
  }
  return sum;
}
