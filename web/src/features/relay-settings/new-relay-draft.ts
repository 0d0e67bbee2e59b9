import { createEffect, on } from "solid-js"
import { type RelaySettings, SETTING_FIELDS } from "~/domain/relay/relay-settings"

/** In this tab only. Contains no secret. */
const NAME = "draft.new-relay"

/**
 * The input for a relay that is not created yet. `submitted`: the person pressed “Create relay” and went to log in, so
 * the relay is created when they return. It is kept here and not in the address, because a link must not create one.
 */
export type Draft = { settings: Partial<RelaySettings>; domain: string; submitted: boolean }

const NOTHING: Draft = { settings: {}, domain: "", submitted: false }

/** The draft of an earlier visit, which survives login and reload. Invalid values are dropped. */
export function readDraft(): Draft {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(NAME) ?? "null")
    if (!isRecord(kept) || !isRecord(kept.settings)) return NOTHING
    return {
      settings: onlyTexts(kept.settings),
      domain: typeof kept.domain === "string" ? kept.domain : "",
      submitted: kept.submitted === true,
    }
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
    on(draft, (now) => {
      if (Object.keys(now.settings).length === 0 && now.domain === "") return forgetDraft()
      try {
        sessionStorage.setItem(NAME, JSON.stringify(now))
      } catch {
        // Storage is full or forbidden: the form works, but a reload empties it.
      }
    }),
  )
}
