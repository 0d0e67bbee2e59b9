import { For, Show } from "solid-js"
import { useInfo } from "~/api/info"
import { hostContact } from "~/domain/host-contact"
import { text } from "./words/en/host"

type HostLink = { href: string; word: string; isWeb: boolean }

/** The links to the host: contact, terms, privacy, abuse. Without a setting, its link is absent. */
export function useHostLinks(): () => HostLink[] {
  const info = useInfo()
  return () => {
    if (!info.isSuccess) return []
    const { contact, abuse, terms_url, privacy_url } = info.data.operator
    const page = (href: string, word: string) => (href === "" ? [] : [{ href, word, isWeb: true }])
    const way = (to: string, word: string) => {
      const found = hostContact(to)
      return found ? [{ href: found.href, word, isWeb: found.isWeb }] : []
    }
    return [
      ...way(contact, text.contact),
      ...page(terms_url, text.terms),
      ...page(privacy_url, text.privacy),
      ...way(abuse, text.abuse),
    ]
  }
}

/** The links in a row, for the foot of a public page. */
export const HostLinks = () => {
  const links = useHostLinks()
  return (
    <For each={links()}>
      {(link) => (
        <a class="inline-flex min-h-6 items-center hover:text-ink" href={link.href} rel="noopener noreferrer">
          {link.word}
        </a>
      )}
    </For>
  )
}

/** The foot of a public page: who runs the site, and the links to them. Nothing if nothing is set. */
export function HostFoot() {
  const info = useInfo()
  const links = useHostLinks()
  const name = () => (info.isSuccess ? info.data.operator.name : "")
  return (
    <Show when={name() !== "" || links().length > 0}>
      <footer class="print:hidden border-line border-t">
        <div class="page flex flex-wrap items-center justify-between gap-x-8 gap-y-2 py-6 text-ink-2 text-small">
          <span class="break-words">{name() === "" ? "" : text.runBy(name())}</span>
          <div class="flex flex-wrap items-center gap-x-6 gap-y-2">
            <HostLinks />
          </div>
        </div>
      </footer>
    </Show>
  )
}

/** A button that opens the host's contact, for a note about a suspension. Nothing if none is set. */
export function HostContactButton() {
  const info = useInfo()
  const contact = () => (info.isSuccess ? hostContact(info.data.operator.contact) : undefined)
  return (
    <Show when={contact()}>
      {(found) => (
        <a
          href={found().href}
          rel="noopener noreferrer"
          class="inline-flex min-h-11 items-center rounded-control border border-edge bg-surface px-3 font-[550] text-small text-ink hover:bg-hover sm:min-h-8"
        >
          {text.contactHost}
        </a>
      )}
    </Show>
  )
}
