import { createHash } from "node:crypto"
import { crc32, deflateSync } from "node:zlib"
import { invalid, Problem } from "./problem.ts"

const SIZE = 32

/** A small PNG whose colours follow from the address, as if it had been fetched from there. */
export function picture(url: string): Response {
  if (!/^https:\/\/[^/\s]+\//.test(url)) throw invalid("url", "A picture's address begins with https://.")
  if (url.includes("missing")) throw new Problem(404, "not-found", "No picture was found at this address.")
  const [r = 0, g = 0, b = 0] = createHash("sha256").update(url).digest()
  const rows = Buffer.alloc(SIZE * (SIZE * 3 + 1))
  for (let y = 0; y < SIZE; y++) {
    for (let x = 0; x < SIZE; x++) {
      const at = y * (SIZE * 3 + 1) + 1 + x * 3
      const light = x + y < SIZE ? 0 : 48
      rows.set([(r + light) % 256, (g + light) % 256, (b + light) % 256], at)
    }
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(SIZE, 0)
  head.writeUInt32BE(SIZE, 4)
  head.set([8, 2, 0, 0, 0], 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  const png = Buffer.concat([
    signature,
    chunk("IHDR", head),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ])
  return new Response(new Uint8Array(png), {
    headers: { "Content-Type": "image/png", "Cache-Control": "private,max-age=3600" },
  })
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, "latin1"), data])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(body) >>> 0)
  return Buffer.concat([length, body, sum])
}
