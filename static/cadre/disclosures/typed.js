/** A disclosure as it is typed into a form, and as the API takes it back. Knows no page. */
import { fenOf } from "../../shared/money.js";
import { MOST_TYPED, sentEntry, typedEntry, typedYuan } from "./entries.js";
import { sentFields, sentValue, typedFields } from "./fields.js";
import { sentMeeting, typedMeeting } from "./meeting.js";

function typedRows(table, columns) {
  if (!table) return [];
  const place = Object.fromEntries(table.columns.map(({ name }, index) => [name, index]));
  return table.rows.map((cells) =>
    Object.fromEntries(
      columns.map(({ name, type }) => {
        const cell = cells[place[name]] ?? "";
        return [name, type === "amount" && cell !== "" ? typedYuan(cell) : String(cell)];
      }),
    ),
  );
}

const sentRows = (rows, columns) =>
  rows.map((row) => Object.fromEntries(columns.map(({ name, type }) => [name, sentValue(type, row[name])])));

/** The values of the form; flat names as in the paths of errors. */
export function typedDisclosure(source, elements, columns) {
  return {
    title: source.title, period: source.period, body: source.body,
    opening: typedYuan(source.opening), closing: typedYuan(source.closing),
    continuity_reason: source.continuity_reason, nothing_note: source.nothing_note,
    ...typedFields(elements, source.fields), ...typedMeeting(source.meeting),
    rows: typedRows(source.table, columns), attachments: [...source.attachments],
    entries: source.entries.length > MOST_TYPED ? [] : source.entries.map(typedEntry),
  };
}

const balance = (text) => (text.trim() === "" ? null : fenOf(text));

export function sentDisclosure(values, source, elements, columns) {
  const sent = {
    category: source.category, item: source.item, title: values.title, period: values.period.trim(), body: values.body,
    fields: sentFields(elements, values), rows: sentRows(values.rows, columns),
    opening: balance(values.opening), closing: balance(values.closing),
    continuity_reason: values.continuity_reason, nothing_note: values.nothing_note,
    meeting: sentMeeting(values), attachments: values.attachments.map(({ media, name }) => ({ media, name })),
  };
  // Ten thousand lines need not travel for a new title.
  return values.entriesChanged ? { ...sent, entries: values.entries.map(sentEntry) } : { ...sent, keep_entries: true };
}
