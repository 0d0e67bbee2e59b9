import { createEffect, on } from "solid-js"
import { type RelaySettings, SETTING_FIELDS } from "~/domain/relay/relay-settings"

/** In this tab only, and gone with it. There is no secret in it. */
const NAME = "draft.new-relay"

/** What was typed for a relay that is not made yet. */
export type Draft = { settings: Partial<RelaySettings>; domain: string }

const NOTHING: Draft = { settings: {}, domain: "" }

/** What an earlier visit typed: over a login and over a reload. Anything but text in the text fields is left out. */
export function readDraft(): Draft {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(NAME) ?? "null")
    return isRecord(kept) && isRecord(kept.settings)
      ? { settings: onlyTexts(kept.settings), domain: typeof kept.domain === "string" ? kept.domain : "" }
      : NOTHING
  } catch {
    // Forbidden or broken storage: an empty form.
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
    // Forbidden storage holds nothing.
  }
}

/** Keeps what is typed as long as the page is open; a form that is empty again leaves nothing behind. */
export function keepDraft(draft: () => Draft) {
  createEffect(
    on(draft, ({ settings, domain }) => {
      if (Object.keys(settings).length === 0 && domain === "") return forgetDraft()
      try {
        sessionStorage.setItem(NAME, JSON.stringify({ settings, domain }))
      } catch {
        // Full or forbidden: the form works, a reload empties it.
      }
    }),
  )
}
