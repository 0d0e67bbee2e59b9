import { createSignal } from "solid-js"
import { ApiError } from "~/api/server/client"
import type { RelaySettings, SettingFault, SettingField } from "~/domain/relay/relay-settings"
import { settingFault } from "~/domain/relay/relay-settings"
import { text } from "~/features/relay-settings/words/en/relay-form"

const SENTENCES: Readonly<Record<Exclude<SettingFault, `subdomain-${string}`>, string>> = {
  "name-empty": text.name.empty,
  "name-long": text.name.long,
  "name-lines": text.name.lines,
  "description-long": text.description.long,
  "description-controls": text.description.controls,
  "icon-https": text.picture.https,
  "icon-long": text.picture.long,
  "icon-large": text.picture.large,
  "icon-kind": text.picture.kind,
}

/** The sentence for a label's fault, by its code. */
export const labelSentence = (code: string): string => text.address.faults[code] ?? text.address.refused

export const faultSentence = (fault: SettingFault): string =>
  fault in SENTENCES ? SENTENCES[fault as keyof typeof SENTENCES] : labelSentence(fault)

/** The faults of the fields, found when the form was sent. */
export type Faults = {
  of(field: SettingField): string | undefined
  clear(field: SettingField): void
  clearAll(): void
  /** Checks these values by the server's rules. @returns whether all are valid */
  check(values: Partial<RelaySettings>): boolean
  /** Records a refusal of the server. @returns whether it concerns a field of the form */
  refused(error: unknown): boolean
}

/** @param fields the fields of the form */
export function createFaults(fields: readonly SettingField[]): Faults {
  const [found, setFound] = createSignal<Partial<Record<SettingField, string>>>({})
  return {
    of: (field) => found()[field],
    clear: (field) => {
      if (found()[field]) setFound((before) => ({ ...before, [field]: undefined }))
    },
    clearAll: () => setFound({}),
    check: (values) => {
      const next: Partial<Record<SettingField, string>> = {}
      for (const field of fields) {
        const value = values[field]
        const fault = value === undefined ? undefined : settingFault(field, value)
        if (fault) next[field] = faultSentence(fault)
      }
      setFound(next)
      return Object.keys(next).length === 0
    },
    refused: (error) => {
      const field = fields.find((one) => error instanceof ApiError && error.field === one)
      if (!field || !(error instanceof ApiError)) return false
      const sentence = field === "subdomain" ? (text.address.faults[error.code] ?? error.message) : error.message
      setFound((before) => ({ ...before, [field]: sentence }))
      return true
    },
  }
}

/** Focuses the first field with a fault. */
export function focusFirstFault(form: HTMLElement) {
  requestAnimationFrame(() => {
    const wrong =
      form.querySelector<HTMLElement>("[aria-invalid=true]") ?? form.querySelector<HTMLElement>("[role=alert]")
    wrong?.focus()
    wrong?.scrollIntoView?.({ block: "nearest" })
  })
}
