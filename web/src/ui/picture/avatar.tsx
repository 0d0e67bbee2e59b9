import { clsx } from "clsx"
import UserRound from "lucide-solid/icons/user-round"
import { type JSX, Show } from "solid-js"
import { Icon } from "./icon"
import { Picture } from "./picture"

/** Backgrounds of people without a picture. Red is left out, because it reads as a warning. */
const WASHES = [
  "bg-sea-wash text-sea-text",
  "bg-sail-wash text-sail-text",
  "bg-ok-wash text-ok",
  "bg-sunken text-ink-2",
] as const

/** One or two letters of a name: of its first and last word. Empty for a name without letters and digits. */
export function initials(name: string | undefined): string {
  const words = (name ?? "").split(/\s+/u).filter((word) => /[\p{L}\p{N}]/u.test(word))
  const letter = (word = "") => /[\p{L}\p{N}]/u.exec(word)?.[0]?.toUpperCase() ?? ""
  if (words.length === 0) return ""
  return words.length === 1 ? letter(words[0]) : letter(words[0]) + letter(words.at(-1))
}

/** A person: always round, with the picture, the initials of the name, or a neutral figure. The name is beside it. */
export const Avatar = (props: {
  pubkey: string
  name?: string | undefined
  picture?: string | undefined
  size?: number | undefined
}) => {
  const size = () => props.size ?? 32
  return (
    <span
      aria-hidden="true"
      class={clsx(
        "grid shrink-0 select-none place-items-center overflow-hidden rounded-full font-semibold",
        WASHES[Number.parseInt(props.pubkey.slice(0, 2), 16) % WASHES.length] ?? WASHES[0],
      )}
      style={{ width: `${size()}px`, height: `${size()}px`, "font-size": `${Math.round(size() * 0.375)}px` }}
    >
      <Picture
        url={props.picture}
        fallback={
          <Show when={initials(props.name)} fallback={<Icon of={UserRound} size={Math.round(size() * 0.56)} />}>
            {/* Drawn by the style sheet: as text, the letters would be part of the label of a button around them. */}
            {(letters) => <span data-initials={letters()} class="before:content-[attr(data-initials)]" />}
          </Show>
        }
      />
    </span>
  )
}

/** Several avatars that overlap a little. */
export const AvatarRow = (props: { children: JSX.Element }) => (
  <span class="flex *:not-first:-ml-1.5 *:ring-2 *:ring-surface">{props.children}</span>
)
