import type { Relay } from "./relay"
import { type LabelFault, labelFault } from "./subdomain"

/** The settings that the owner of a relay can change, by their names in the API. */
export const SETTING_FIELDS = [
  "info_name",
  "subdomain",
  "info_description",
  "info_icon",
  "plan_id",
  "interval",
  "policy_public_read",
  "policy_public_write",
  "policy_public_join",
  "members_can_invite",
  "groups_enabled",
  "blossom_enabled",
  "livekit_enabled",
  "push_enabled",
  "management_enabled",
  "policy_strip_signatures",
  "public_status",
] as const satisfies readonly (keyof Relay)[]

export type SettingField = (typeof SETTING_FIELDS)[number]
export type RelaySettings = Pick<Relay, SettingField>

/** The settings that are on or off. */
export type SwitchField = Exclude<
  SettingField,
  "info_name" | "subdomain" | "info_description" | "info_icon" | "plan_id" | "interval"
>

export const settingsOf = (relay: Relay): RelaySettings =>
  Object.fromEntries(SETTING_FIELDS.map((field) => [field, relay[field]])) as RelaySettings

const NAME_CHARACTERS_MAX = 100
const DESCRIPTION_CHARACTERS_MAX = 2_000
const ICON_URL_CHARACTERS_MAX = 2_048
/** As a `data:` URL, which is a third longer than the file. */
export const ICON_DATA_CHARACTERS_MAX = 48 * 1_024

export type SettingFault =
  | LabelFault
  | "name-empty"
  | "name-long"
  | "name-lines"
  | "description-long"
  | "description-controls"
  | "icon-https"
  | "icon-long"
  | "icon-large"
  | "icon-kind"

// Characters that cannot be shown; a description may contain line ends and tabs.
const CONTROLS = /\p{Cc}/u
const CONTROLS_IN_TEXT = /[^\P{Cc}\n\r\t]/u
const DATA_IMAGE = /^data:image\/[a-zA-Z0-9.+-]+(;[a-zA-Z0-9=._-]+)*,[!-~]*$/

/** The fault of a field by the server's rules, to report it before sending. */
export function settingFault(field: SettingField, value: RelaySettings[SettingField]): SettingFault | undefined {
  const said = String(value)
  switch (field) {
    case "info_name":
      return nameFault(said)
    case "subdomain":
      return labelFault(said)
    case "info_description":
      if (said.length > DESCRIPTION_CHARACTERS_MAX) return "description-long"
      return CONTROLS_IN_TEXT.test(said) ? "description-controls" : undefined
    case "info_icon":
      return iconFault(said)
    default:
      return undefined
  }
}

function nameFault(name: string): SettingFault | undefined {
  if (name.trim() === "") return "name-empty"
  if (name.length > NAME_CHARACTERS_MAX) return "name-long"
  return CONTROLS.test(name) ? "name-lines" : undefined
}

function iconFault(icon: string): SettingFault | undefined {
  if (icon === "") return undefined
  if (icon.startsWith("data:")) {
    if (icon.length > ICON_DATA_CHARACTERS_MAX) return "icon-large"
    return DATA_IMAGE.test(icon) ? undefined : "icon-kind"
  }
  if (icon.length > ICON_URL_CHARACTERS_MAX) return "icon-long"
  return isHttps(icon) ? undefined : "icon-https"
}

function isHttps(text: string): boolean {
  if (!URL.canParse(text) || !text.startsWith("https://")) return false
  const url = new URL(text)
  return url.hostname !== "" && url.username === "" && url.password === "" && !/\s/.test(text)
}
