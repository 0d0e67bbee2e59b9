import { createEffect, on } from "solid-js"
import { type RelaySettings, SETTING_FIELDS } from "~/domain/relay/relay-settings"

/** In this tab only. Contains no secret. */
const NAME = "draft.new-relay"

/** The input for a relay that is not created yet. */
export type Draft = { settings: Partial<RelaySettings>; domain: string }

const NOTHING: Draft = { settings: {}, domain: "" }

/** The draft of an earlier visit, which survives login and reload. Invalid values are dropped. */
export function readDraft(): Draft {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(NAME) ?? "null")
    return isRecord(kept) && isRecord(kept.settings)
      ? { settings: onlyTexts(kept.settings), domain: typeof kept.domain === "string" ? kept.domain : "" }
      : NOTHING
  } catch {
    // Storage is forbidden or broken: an empty form.
    return NOTHING
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null

const onlyTexts = (settings: Record<string, unknown>): Partial<RelaySettings> =>
  Object.fromEntries(
    SETTING_FIELDS.filter((field) => typeof settings[field] === "string").map((field) => [field, settings[field]]),
  )

export function forgetDraft() {
  try {
    sessionStorage.removeItem(NAME)
  } catch {
    // Storage is forbidden.
  }
}

/** Stores the input while the page is open; an empty form removes the draft. */
export function keepDraft(draft: () => Draft) {
  createEffect(
    on(draft, ({ settings, domain }) => {
      if (Object.keys(settings).length === 0 && domain === "") return forgetDraft()
      try {
        sessionStorage.setItem(NAME, JSON.stringify({ settings, domain }))
      } catch {
        // Storage is full or forbidden: the form works, but a reload empties it.
      }
    }),
  )
}
