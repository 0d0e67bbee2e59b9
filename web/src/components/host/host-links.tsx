import { For } from "solid-js"
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
