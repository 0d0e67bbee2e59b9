import { For } from "solid-js"
import { useInfo } from "~/api/info"
import { hostContact } from "~/domain/host-contact"
import { paths } from "~/paths"
import { text } from "./words/en/host"

type HostLink = { href: string; word: string; isWeb: boolean }

/** The links to the host: contact, terms and privacy, each absent without its setting, and the form that reports abuse. */
export function useHostLinks(): () => HostLink[] {
  const info = useInfo()
  return () => {
    if (!info.isSuccess) return []
    const { contact, terms_url, privacy_url } = info.data.operator
    const page = (href: string, word: string) => (href === "" ? [] : [{ href, word, isWeb: true }])
    const way = (to: string, word: string) => {
      const found = hostContact(to)
      return found ? [{ href: found.href, word, isWeb: found.isWeb }] : []
    }
    return [
      ...way(contact, text.contact),
      ...page(terms_url, text.terms),
      ...page(privacy_url, text.privacy),
      { href: paths.report, word: text.abuse, isWeb: true },
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
