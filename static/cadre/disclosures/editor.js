/** The draft of a disclosure: its item's fields, entries, meeting; saved as often as one likes. */
import { get, put } from "../../shared/api.js";
import { useDraft } from "../../shared/draft.js";
import { Field, FormProblem, refuse, Send, useForm } from "../../shared/form.js";
import { told } from "../../shared/ui.js";
import { html } from "../../shared/vue.js";
import { area } from "../area.js";
import { AttachmentField } from "../attachments.js";
import { MarkdownField } from "../markdown_field.js";
import { Overtaken } from "../overtaken.js";
import { useSaving } from "../saving.js";
import { EntriesPart } from "./entries_part.js";
import { freshEntry, wrongAmounts } from "./entries.js";
import { ItemField, key } from "./fields.js";
import { MeetingFields } from "./meeting.js";
import { RemarksAbove } from "./remarks.js";
import { RowsEditor } from "./rows.js";
import { sentDisclosure, typedDisclosure } from "./typed.js";

const placed = (itemForm, place) => (itemForm?.elements ?? []).filter((element) => element.place === place);

/** The columns of the item's table. */
const columnsOf = (itemForm) =>
  placed(itemForm, "table").map(({ name, type }) => ({ name, label: type === "amount" ? `${name}（元）` : name, type }));

export const Editor = {
  name: "DisclosureEditor",
  // `register(store)` gives the page the way to save what is typed before anything else is done.
  props: ["source", "itemForm", "register"],
  emits: ["saved", "stored"],
  setup(props, { emit }) {
    const { source, itemForm } = props;
    const columns = columnsOf(itemForm);
    // The version is kept with the draft: what was typed on an older one overwrites no newer one.
    const kept = { entriesChanged: false, version: source.version };
    const form = useForm({ ...typedDisclosure(source, placed(itemForm, "field"), columns), ...kept });
    const draft = useDraft(`disclosure.${source.id}`, form);
    const hasEntries = source.category === "finance" || source.entries.length > 0 ||
      (itemForm?.elements ?? []).some(({ place }) => place.startsWith("entries"));

    const saving = useSaving(form, draft, {
      sent: () => sentDisclosure(form.values, source, placed(itemForm, "field"), columns),
      send(body) {
        refuse(wrongAmounts(form.values.entries));
        const { version } = form.values;
        return put("/disclosures/{disclosure}/source", { disclosure: source.id }, { ...body, version });
      },
      current: () => props.source,
      newest: () => get("/disclosures/{disclosure}/source", { disclosure: source.id }),
      overtaken: "disclosure_changed",
      onStored: (saved) => emit("stored", saved),
    });
    async function save(how) {
      const saved = await how();
      if (!saved) return;
      told("已保存");
      emit("saved", saved);
    }
    props.register?.(saving.store);
    const touchEntries = () => (form.values.entriesChanged = true);
    const freshRow = () => Object.fromEntries(columns.map(({ name }) => [name, ""]));
    const known = () => ["title", "period", "body", "opening", "closing", "continuity_reason", "nothing_note",
      ...placed(itemForm, "field").map(key), ...Object.keys(form.values).filter((name) => name.startsWith("meeting.")),
      ...Object.keys(form.errors).filter((name) => /^(entries|rows)\.\d+\./.test(name))];

    return () => html`<form class="card" onSubmit=${(event) => (event.preventDefault(), save(saving.store))} novalidate>
      <h2>内容</h2>
      ${draft.restored ? html`<p class="notice" role="status">已恢复上次没有保存的内容。</p>` : null}
      <${RemarksAbove} remarks=${source.remarks} />
      ${saving.theirs
        ? html`<${Overtaken} theirs=${saving.theirs} onInsist=${() => save(saving.insist)} />`
        : html`<${FormProblem} form=${form} fields=${known()} />`}
      <div class="columns">
        <${Field} form=${form} name="title" label="标题" maxlength="80" />
        <${Field} form=${form} name="period" label="期间" hint="例如 2026Q3、2026-08、2026" />
      </div>
      ${placed(itemForm, "field").map((element) => html`<${ItemField} key=${element.name} element=${element} form=${form} />`)}
      ${columns.length
        ? html`<section aria-label="表格"><h3>逐项列出</h3><${RowsEditor} columns=${columns} rows=${form.values.rows}
            errors=${form.errors} prefix="rows" fresh=${freshRow} label="表格" /></section>`
        : null}
      ${hasEntries
        ? html`<${EntriesPart} form=${form} source=${source} fresh=${freshEntry} onChanged=${touchEntries}
            onImported=${(changed) => emit("saved", changed)} store=${saving.store} />`
        : null}
      <${MarkdownField} form=${form} name="body" label="说明（可不填）" division=${area.value} />
      <${AttachmentField} form=${form} name="attachments" label="加附件（合同、文件等）" />
      ${columns.length || hasEntries
        ? html`<${Field} form=${form} name="nothing_note" label="本期没有发生（有内容时不填）" hint="例如：本季度没有发生收支。" maxlength="500" />`
        : null}
      ${itemForm?.meetings.length
        ? html`<${MeetingFields} form=${form} rules=${itemForm.meetings} needed=${itemForm.needs_meeting} />`
        : null}
      <${Send} form=${form} text="保存草稿" />
    </form>`;
  },
};
