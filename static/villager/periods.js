/** The periods of which something can be demanded, as the API names them; knows no items. */
const MOST = 8;

// By how many parts a year has, and how the last digit of one is written.
const PARTS = { Y: [1, () => ""], H: [2, (part) => `H${part}`], Q: [4, (part) => `Q${part}`], M: [12, (part) => `-${String(part).padStart(2, "0")}`] };

/** The latest periods of a cycle (M, Q, H or Y) that have begun by the day `2026-07-08`, newest first. */
export function begunPeriods(cycle, day) {
  const [parts, ending] = PARTS[cycle];
  const [year, month] = day.split("-").map(Number);
  const now = year * parts + Math.floor(((month - 1) * parts) / 12);
  return Array.from({ length: Math.min(MOST, parts * 4) }, (_, back) => {
    const at = now - back;
    return `${Math.floor(at / parts)}${ending((at % parts) + 1)}`;
  });
}
