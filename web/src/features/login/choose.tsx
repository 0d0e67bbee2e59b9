import { clsx } from "clsx"
import ChevronRight from "lucide-solid/icons/chevron-right"
import FileKey from "lucide-solid/icons/file-key"
import Link from "lucide-solid/icons/link"
import Puzzle from "lucide-solid/icons/puzzle"
import QrCode from "lucide-solid/icons/qr-code"
import { createResource, createSignal, For, onCleanup, onMount, Show } from "solid-js"
import { isServer } from "solid-js/web"
import { extensionName, lookForExtension } from "~/auth/nip07"
import { departure } from "~/auth/session"
import { keptLockedKey, keptRemote } from "~/auth/vault"
import { text } from "~/features/login/words/en/login"
import { text as common } from "~/i18n/en/common"
import { LinkButton } from "~/ui/form/button"
import { Icon, type IconShape } from "~/ui/picture/icon"
import { Note } from "~/ui/state/note"

type Option = { way: string; icon: IconShape; title: string; help: string }

/** The four ways to sign in. The one found on this device comes first and is highlighted. */
export function Choose(props: {
  href: (way: string) => string
  /** The person came back from a way: screen readers start at the heading again. */
  returned: boolean
}) {
  let heading!: HTMLHeadingElement
  onMount(() => {
    if (props.returned) heading.focus({ preventScroll: true })
  })
  const [extension, setExtension] = createSignal<"looking" | "found" | "missing">("looking")
  // Server rendering has no stored key.
  const [kept] = createResource(!isServer, keptLockedKey)
  const [connected] = createResource(!isServer, async () => (await keptRemote()) !== undefined)
  onMount(() =>
    onCleanup(
      lookForExtension(
        () => setExtension("found"),
        () => setExtension("missing"),
      ),
    ),
  )
  const phone = matchMedia("(pointer: coarse)").matches

  const browser = (): Option => ({
    way: "extension",
    icon: Puzzle,
    title: text.ways.extension.title,
    help:
      extension() === "found"
        ? text.ways.extension.found(extensionName())
        : text.ways.extension[extension() as "looking"],
  })
  const app = (): Option => ({
    way: "app",
    icon: QrCode,
    title: text.ways.app.title,
    help: connected.latest ? text.ways.app.kept : phone ? text.ways.app.phone : text.ways.app.help,
  })
  const link: Option = { way: "link", icon: Link, title: text.ways.link.title, help: text.ways.link.help }
  const file = (): Option => {
    const name = kept.latest?.name
    const help = kept.latest ? text.ways.file.kept(name || text.ways.file.title) : text.ways.file.help
    return { way: "file", icon: FileKey, title: text.ways.file.title, help }
  }
  const found = () =>
    kept.latest ? "file" : connected.latest ? "app" : extension() === "found" ? "extension" : undefined
  const options = () => {
    const all = phone && extension() !== "found" ? [app(), link, file(), browser()] : [browser(), app(), link, file()]
    return all.toSorted((one, other) => Number(other.way === found()) - Number(one.way === found()))
  }

  return (
    <>
      <h1 ref={heading} tabindex="-1" class="text-center text-h1">
        {text.heading}
      </h1>
      <p class="mt-2 mb-7 text-center text-ink-2">{text.lead}</p>
      <Show when={departure()}>
        {(why) => <Note class="mb-4" tone="due" role="status" text={common.departure[why()]} />}
      </Show>
      <ul
        aria-label={text.ways.label}
        class="divide-y divide-line overflow-hidden rounded-card border border-line bg-surface"
      >
        <For each={options()}>
          {(option) => <OptionRow option={option} href={props.href(option.way)} solid={option.way === found()} />}
        </For>
      </ul>
      <p class="my-6 flex items-center gap-3 text-ink-3 text-small before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
        {text.newHere}
      </p>
      <LinkButton size="large" href={props.href("new")} class="w-full">
        {text.makeKey}
      </LinkButton>
      <p class="mt-3 text-center text-ink-2 text-small">{text.makeKeyHelp}</p>
      <details class="mt-6 text-center text-small">
        <summary class="mx-auto inline-flex min-h-6 items-center text-ink-3 hover:text-ink">
          {text.secret.summary}
        </summary>
        <p class="pt-1">
          <a class="link inline-flex min-h-6 items-center" href={props.href("secret")}>
            {text.secret.link}
          </a>
        </p>
      </details>
    </>
  )
}

function OptionRow(props: { option: Option; href: string; solid: boolean }) {
  return (
    <li>
      <a
        href={props.href}
        class="flex min-w-0 items-center gap-3.5 px-4 py-3.5 -outline-offset-2 transition-colors duration-100 hover:bg-hover"
      >
        <span
          class={clsx(
            "grid size-10 shrink-0 place-items-center rounded-note",
            props.solid ? "bg-sea text-on-sea" : "bg-sunken text-sea-text",
          )}
        >
          <Icon of={props.option.icon} size={19} />
        </span>
        <span class="min-w-0 flex-1">
          <span class="block font-semibold">{props.option.title}</span>
          <span class="block text-ink-2 text-small">{props.option.help}</span>
        </span>
        <Icon of={ChevronRight} size={16} />
      </a>
    </li>
  )
}
