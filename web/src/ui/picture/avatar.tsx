import { clsx } from "clsx"
import type { JSX } from "solid-js"
import { Picture } from "./picture"

const WASHES = [
  "bg-sea-wash text-sea-text",
  "bg-sail-wash text-sail-text",
  "bg-ok-wash text-ok",
  "bg-bad-wash text-bad",
  "bg-sunken text-ink-2",
] as const

/** One or two letters of a name: of its first and last word. Without a name the first two digits of the key. */
export function initials(name: string | undefined, pubkey: string): string {
  const words = (name ?? "").split(/\s+/u).filter((word) => /[\p{L}\p{N}]/u.test(word))
  const letter = (word = "") => /[\p{L}\p{N}]/u.exec(word)?.[0]?.toUpperCase() ?? ""
  if (words.length === 0) return pubkey.slice(0, 2)
  return words.length === 1 ? letter(words[0]) : letter(words[0]) + letter(words.at(-1))
}

/** A person: always round. The name stands beside it. */
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
          // Drawn by the style sheet: read as text, they would be part of the label of whatever button they stand in.
          <span data-initials={initials(props.name, props.pubkey)} class="before:content-[attr(data-initials)]" />
        }
      />
    </span>
  )
}

/** Several avatars that overlap a little. */
export const AvatarRow = (props: { children: JSX.Element }) => (
  <span class="flex *:not-first:-ml-1.5 *:ring-2 *:ring-surface">{props.children}</span>
)
