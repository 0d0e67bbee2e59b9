import { sha256 } from "@noble/hashes/sha2.js"
import { utf8ToBytes } from "@noble/hashes/utils.js"

/**
 * The 32 flags: pattern, background and figure colours. Fixed in number and order, because a relay without a picture is
 * recognised by its flag. Free combinations would produce national flags.
 */
const FLAGS =
  "border/bw quarter/yk nest/gw bend/yk stripes/yr chequer/bw lozenge/gy gyron/yk disc/kw saltire/gw pile/gy border/by nest/wr quarter/kw stripes/gw chequer/yr lozenge/by bend/gw gyron/wb disc/gy saltire/yk pile/kw border/rw nest/yk quarter/gy stripes/wb chequer/kw lozenge/kw bend/wr gyron/rw border/gw nest/wb".split(
    " ",
  )

/** How many flags there are. */
export const FLAG_COUNT = FLAGS.length

const COLOURS: Record<string, string> = {
  b: "oklch(.44 .11 250)",
  r: "oklch(.575 .185 28)",
  y: "oklch(.84 .145 88)",
  w: "oklch(.985 .003 100)",
  k: "oklch(.27 .03 240)",
  g: "oklch(.5 .085 200)",
}

const FIGURES: Record<string, string> = {
  quarter: "M12 0h12v12H12zM0 12h12v12H0z",
  saltire: "M-2-2l28 28M26-2L-2 26",
  border: "M7 7h10v10H7z",
  nest: "M4.5 4.5h15v15h-15z",
  bend: "M24 0v24H0z",
  stripes: "M0 0h8L0 8zM16 0h8L0 24v-8zM24 8v8l-8 8H8z",
  disc: "M12 6.5a5.5 5.5 0 1 1 0 11a5.5 5.5 0 1 1 0-11z",
  pile: "M0 0l13 12L0 24z",
  lozenge: "M12 0l12 12-12 12L0 12z",
  chequer: "M0 0h8v8H0zM16 0h8v8h-8zM8 8h8v8H8zM0 16h8v8H0zM16 16h8v8h-8z",
  gyron: "M0 0h24L12 12zM0 24h24L12 12z",
}

/** A drawing on a field of 24 by 24: ground first, then the figures on it. `stroke` is a line's width instead of a filled figure. */
export type FlagDrawing = { ground: string; figures: { path: string; colour: string; stroke?: number }[] }

/** The flag of a seed (a relay's id; before it exists, its subdomain): 0 to 31, always the same. */
export function flagOf(seed: string): number {
  const [a = 0, b = 0, c = 0, d = 0] = sha256(utf8ToBytes(seed))
  return (((a << 24) | (b << 16) | (c << 8) | d) >>> 0) % FLAG_COUNT
}

/** The drawing of flag `index`; wraps around after the last one. */
export function flagDrawing(index: number): FlagDrawing {
  const [pattern = "", colours = ""] = (FLAGS[index % FLAG_COUNT] ?? "").split("/")
  const ground = COLOURS[colours.charAt(0)] ?? ""
  const colour = COLOURS[colours.charAt(1)] ?? ""
  const path = FIGURES[pattern] ?? ""
  if (pattern === "saltire") return { ground, figures: [{ path, colour, stroke: 5 }] }
  if (pattern === "nest") {
    return {
      ground,
      figures: [
        { path, colour },
        { path: "M9 9h6v6H9z", colour: ground },
      ],
    }
  }
  return { ground, figures: [{ path, colour }] }
}

/** The flag as an SVG file, for a relay's icon. */
export function flagSvg(index: number): string {
  const { ground, figures } = flagDrawing(index)
  const shapes = figures.map(({ path, colour, stroke }) =>
    stroke
      ? `<path fill="none" stroke="${colour}" stroke-width="${stroke}" d="${path}"/>`
      : `<path fill="${colour}" d="${path}"/>`,
  )
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="192" height="192"><path fill="${ground}" d="M0 0h24v24H0z"/>${shapes.join("")}</svg>`
}
