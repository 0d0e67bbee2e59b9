/** A person's profile. Untrusted, and shown as plain text. */
export type Profile = { name?: string; picture?: string }

/** Longest name; longer ones are cut. */
const NAME_MAX_CHARS = 48
const PICTURE_MAX_CHARS = 2048
/** Control, direction and invisible characters, which can make one name look like another. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu

/** Parses the content of a kind 0 event; unreadable content is a profile without a name. Never throws. */
export function profileOf(content: string): Profile {
  const fields = parsed(content)
  const name = nameIn(fields.display_name) ?? nameIn(fields.name)
  const picture = pictureIn(fields.picture)
  return { ...(name && { name }), ...(picture && { picture }) }
}

/**
 * The content of a changed profile. All other fields of the present one are kept. @param picture an https address; empty
 * removes it
 */
export function changedProfile(present: string, { name, picture }: { name: string; picture: string }): string {
  const { picture: _, ...others } = parsed(present)
  return JSON.stringify({ ...others, name, display_name: name, ...(picture && { picture }) })
}

/** Whether a picture can be used: an https address of at most 2,048 characters. */
export const isPictureAddress = (value: string): boolean => pictureIn(value) !== undefined

function parsed(content: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(content)
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

function nameIn(value: unknown): string | undefined {
  if (typeof value !== "string") return undefined
  const name = value.replace(/\s+/g, " ").replace(INVISIBLE, "").trim()
  const chars = Array.from(name)
  if (chars.length === 0) return undefined
  return chars.length > NAME_MAX_CHARS
    ? `${chars
        .slice(0, NAME_MAX_CHARS - 1)
        .join("")
        .trim()}…`
    : name
}

function pictureIn(value: unknown): string | undefined {
  if (typeof value !== "string" || value.length > PICTURE_MAX_CHARS) return undefined
  return URL.canParse(value) && new URL(value).protocol === "https:" ? value : undefined
}
