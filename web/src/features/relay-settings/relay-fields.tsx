import { createMemo, Show } from "solid-js"
import { useSubdomainCheck } from "~/api/subdomains"
import { account } from "~/auth/session"
import { hostOf } from "~/domain/relay/relay"
import type { RelaySettings } from "~/domain/relay/relay-settings"
import { labelFault } from "~/domain/relay/subdomain"
import { text } from "~/features/relay-settings/words/en/relay-form"
import { Field, TextArea } from "~/ui/form/field"
import { type Faults, labelSentence } from "./field-errors"
import type { Edits } from "./form-edits"

/** The properties of a field: its value and edits, and its faults. */
export type FieldProps = { edits: Edits<RelaySettings>; faults: Faults }

export function NameField(props: FieldProps & { help?: boolean }) {
  return (
    <Field
      name="info_name"
      label={text.name.label}
      help={props.help === false ? undefined : text.name.help}
      error={props.faults.of("info_name")}
      value={props.edits.value("info_name")}
      autocomplete="off"
      onInput={(event) => {
        props.faults.clear("info_name")
        props.edits.set("info_name", event.currentTarget.value)
      }}
    />
  )
}

export function DescriptionField(props: FieldProps & { help?: boolean }) {
  return (
    <TextArea
      name="info_description"
      label={text.description.label}
      optional
      help={props.help === false ? undefined : text.description.help}
      error={props.faults.of("info_description")}
      value={props.edits.value("info_description")}
      onInput={(event) => {
        props.faults.clear("info_description")
        props.edits.set("info_description", event.currentTarget.value)
      }}
    />
  )
}

/** The label of a relay's address. Availability is checked while typing; a refusal suggests a free label. */
export function AddressField(
  props: FieldProps & {
    domain: string
    /** The domain for the API: `""` is the first one. */
    askedDomain?: string
    /** The relay's current label, which needs no check. */
    current?: string
    /** The relay's custom domain; empty or absent = none. Its CNAME record names the current address. */
    customDomain?: string
    /** No label could be derived from the name. */
    underivable?: boolean
  },
) {
  const words = text.address
  const label = () => props.edits.value("subdomain")
  const host = () => hostOf(label(), props.domain)
  const ownFault = () => (label() === "" || label() === props.current ? undefined : labelFault(label()))
  const unsaid = () => label() === "" || label() === props.current || ownFault() !== undefined
  const answer = useSubdomainCheck(
    () => (unsaid() ? undefined : label()),
    () => props.askedDomain ?? props.domain,
    () => account() !== undefined,
  )
  const write = (value: string) => {
    props.faults.clear("subdomain")
    props.edits.set("subdomain", value)
  }
  const error = createMemo(() => {
    const fault = ownFault()
    if (fault) return labelSentence(fault)
    const known = answer()
    const said = props.faults.of("subdomain")
    if (known.is !== "refused") return said
    return (
      <>
        {labelSentence(known.reason)}{" "}
        <Show when={known.suggestion}>
          {(free) => (
            <button type="button" class="link touch relative" onClick={() => write(free())}>
              {words.use(free())}
            </button>
          )}
        </Show>
      </>
    )
  })
  const help = () => {
    if (label() === "") return props.underivable ? words.noneFromName : words.helpEmpty
    if (props.current !== undefined) {
      return label() === props.current ? words.change : words.changed(hostOf(props.current, props.domain), host())
    }
    switch (answer().is) {
      case "asked":
        return words.checking(host())
      case "unknown":
        return words.unknown(host())
      default:
        return words.help(host())
    }
  }
  return (
    <div class="grid gap-1.5">
      <Field
        name="subdomain"
        label={words.label}
        suffix={`.${props.domain}`}
        help={help()}
        good={answer().is === "free" ? words.free(host()) : undefined}
        error={error()}
        value={label()}
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        inputmode="url"
        onInput={(event) => write(event.currentTarget.value)}
        onBlur={() => label() === "" && props.edits.forget("subdomain")}
      />
      <Show when={props.current !== undefined && label() !== props.current && answer().is === "free"}>
        <p class="text-sail-text text-small">{words.changed(hostOf(props.current ?? "", props.domain), host())}</p>
        <Show when={props.customDomain}>
          {(name) => (
            <p class="text-sail-text text-small">{words.changedDomain(name(), host().replace(/:\d+$/, ""))}</p>
          )}
        </Show>
      </Show>
    </div>
  )
}
