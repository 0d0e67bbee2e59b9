/** A piece of plain text, or an address in it. */
export type Piece = { text: string; href: string | undefined }

const ADDRESS = /https?:\/\/[^\s<>"“”]+/g
/** Punctuation at the end of a sentence is not part of an address. */
const TAIL = /[.,;:!?)]+$/

/** Splits a text so that its addresses become links. */
export function pieces(said: string): Piece[] {
  const found: Piece[] = []
  let at = 0
  for (const match of said.matchAll(ADDRESS)) {
    const href = match[0].replace(TAIL, "")
    if (match.index > at) found.push({ text: said.slice(at, match.index), href: undefined })
    found.push({ text: href, href })
    at = match.index + href.length
  }
  if (at < said.length) found.push({ text: said.slice(at), href: undefined })
  return found
}
