import { text } from "~/features/members/words/en/team"
import { Field } from "~/ui/form/field"
import type { KeyField } from "./team-key"

const words = text.add

/** The input of a person's ID. It names the person as soon as the ID is whole. */
export function PersonField(props: { field: KeyField }) {
  return (
    <Field
      label={words.label}
      help={words.help}
      good={props.field.name() ? words.isThem(props.field.name() ?? "") : undefined}
      error={props.field.problem() || undefined}
      value={props.field.typed()}
      onInput={(event) => props.field.type(event.currentTarget.value)}
      placeholder="npub1…"
      mono
      autocomplete="off"
      autocapitalize="off"
      spellcheck={false}
    />
  )
}
