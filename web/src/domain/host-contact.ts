import { shortId } from "~/domain/nostr"

const MAIL = "mailto:"

/** A contact of the host as a link: what it opens, and its words. */
export type HostContact = { href: string; word: string; isWeb: boolean }

/** A contact as `/info` has it: `mailto:…`, `https://…` or `npub1…`; nothing if none is given. */
export function hostContact(contact: string): HostContact | undefined {
  if (contact.startsWith(MAIL)) return { href: contact, word: contact.slice(MAIL.length), isWeb: false }
  if (contact.startsWith("npub1")) return { href: `nostr:${contact}`, word: shortId(contact), isWeb: false }
  if (contact.startsWith("https://")) return { href: contact, word: new URL(contact).host, isWeb: true }
  return undefined
}

/** The same link, which opens a new email with this text where it is an address. */
export function contactAbout(contact: HostContact, subject: string, body: string): string {
  if (!contact.href.startsWith(MAIL)) return contact.href
  return `${contact.href}?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(body)}`
}
