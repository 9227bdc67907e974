/** The meeting that decided: who was expected, who came, how they voted. Numbers are people. */
import { Field } from "../../shared/form.js";
import { html } from "../../shared/vue.js";

const NUMBERS = ["expected", "present", "votes_for", "votes_against"];

/** What its fields begin with; without a kind there is no meeting. */
export function typedMeeting(meeting) {
  const found = meeting ?? { kind: "", on: "", resolution: "" };
  return Object.fromEntries(
    ["kind", "on", ...NUMBERS, "resolution"].map((name) => [`meeting.${name}`, found[name] ?? ""]),
  );
}

export function sentMeeting(values) {
  if (!values["meeting.kind"]) return null;
  const numbers = NUMBERS.map((name) => [name, values[`meeting.${name}`] === "" ? null : Number(values[`meeting.${name}`])]);
  return {
    kind: values["meeting.kind"], on: values["meeting.on"] || null, resolution: values["meeting.resolution"],
    ...Object.fromEntries(numbers.filter(([name, value]) => value !== null || name !== "votes_against")),
  };
}

export const MeetingFields = {
  name: "MeetingFields",
  props: ["form", "rules", "needed"],
  setup(props) {
    const number = (name, label) => html`<${Field} form=${props.form} name=${`meeting.${name}`} label=${label}
      type="number" min="0" inputmode="numeric" />`;
    return () => html`<fieldset class="field group"><legend>会议决定${props.needed ? "（必须有）" : "（有就填）"}</legend>
      <${Field} form=${props.form} name="meeting.kind" as="select" label="哪种会议"
        options=${[["", "没有会议"], ...props.rules.map((rule) => [rule.kind, rule.name])]} />
      ${props.form.values["meeting.kind"]
        ? html`<div class="columns">
            <${Field} form=${props.form} name="meeting.on" type="date" label="开会日期" />
            ${number("expected", "应到人数")}${number("present", "实到人数")}
            ${number("votes_for", "同意票")}${number("votes_against", "反对票")}
            <${Field} form=${props.form} name="meeting.resolution" as="textarea" rows="2" label="决议内容" maxlength="2000" />
          </div>`
        : null}
    </fieldset>`;
  },
};
