/** A piece of plain text, or an address in it. */
export type Piece = { text: string; href: string | undefined }

const ADDRESS = /https?:\/\/[^\s<>"“”]+/g
/** What ends a sentence does not belong to the address in it. */
const TAIL = /[.,;:!?)]+$/

/** The text in pieces, so that its addresses can be followed. */
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
