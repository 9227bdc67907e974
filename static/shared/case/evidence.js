/** Marks the words of a report that led to a finding. Positions count characters, not UTF-16 units. */

/** The places of one field that lead to what `found` says; each with what it led to. */
export function placesOf(found, field) {
  const named = [];
  const add = (label, list) => {
    for (const one of list || []) if (one.field === field) named.push({ ...one, label });
  };
  for (const tag of found.tags) add(tag.label, tag.evidence);
  if (found.category) add(found.category.label, found.category.evidence);
  if (found.urgency.level !== "normal") add("紧急程度", found.urgency.evidence);
  if (found.concerns_cadres.concern !== "no") add("涉及村干部", found.concerns_cadres.evidence);
  return named;
}

/** The text cut where marks begin and end: `[{text, labels}]`, labels empty outside of marks. */
export function cut(text, places) {
  const characters = Array.from(text);
  const edges = new Set([0, characters.length]);
  for (const { start, end } of places) edges.add(start).add(end);
  const ordered = [...edges].filter((at) => at <= characters.length).sort((a, b) => a - b);
  return ordered.slice(0, -1).map((from, index) => {
    const until = ordered[index + 1];
    const over = places.filter((place) => place.start <= from && place.end >= until);
    return {
      text: characters.slice(from, until).join(""),
      labels: [...new Set(over.map((place) => place.label))],
    };
  });
}

/** The words that led to one label, each once, the weightiest first. */
export function wordsFor(evidence) {
  const ordered = [...(evidence || [])].sort((a, b) => b.weight - a.weight);
  return [...new Set(ordered.map((one) => one.text))].slice(0, 6);
}
