import type { components } from "../src/api/schema.gen"
import type { MockDesk } from "./desk.ts"
import type { RelayRow } from "./objects.ts"
import { hexOf } from "./people.ts"
import { invalid, notFound, Problem } from "./problem.ts"
import type { Caller } from "./sign-in.ts"
import type { Variant } from "./variant.ts"

type File = components["schemas"]["File"]
type Files = components["schemas"]["Files"]

const PAGE = 10
const TYPES = ["image/jpeg", "image/png", "video/mp4", "application/pdf", "image/webp"]
const SEEDED = 24
const HOUR = 3_600

/** The uploaded files of relays: every relay with photos and files on has the same 24 at first. */
export class FilesDesk {
  private readonly stored = new Map<string, File[]>()

  constructor(private readonly desk: MockDesk) {}

  list(row: RelayRow, query: URLSearchParams, variants: Set<Variant>): Files {
    this.check(row, variants)
    const sort = query.get("sort") || "size"
    if (sort !== "size" && sort !== "time") throw invalid("sort", "Sort by size or time.")
    const cursor = query.get("cursor") ?? ""
    if (cursor && !/^\d{1,18}\.[0-9a-f]{64}$/.test(cursor)) throw invalid("cursor", "This cursor isn’t one of ours.")
    const all = this.of(row).toSorted((a, b) => (sort === "size" ? b.size - a.size : b.uploaded_at - a.uploaded_at))
    const from = cursor ? all.findIndex(({ sha256 }) => cursor.endsWith(sha256)) + 1 : 0
    const files = all.slice(from, from + PAGE)
    const last = files.at(-1)
    const plan = this.desk.world.plans.find(({ id }) => id === row.relay.plan_id)
    return {
      usage: {
        files: all.length,
        bytes: all.reduce((sum, { size }) => sum + size, 0),
        bytes_max: plan?.file_bytes ?? null,
        bytes_max_per_member: plan?.file_bytes_per_member ?? null,
      },
      files,
      next:
        last && from + PAGE < all.length ? `${sort === "size" ? last.size : last.uploaded_at}.${last.sha256}` : null,
    }
  }

  remove(row: RelayRow, hash: string, caller: Caller, variants: Set<Variant>): { sha256: string } {
    if (!/^[0-9a-f]{64}$/.test(hash)) throw invalid("hash", "That’s not the hash of a file.")
    this.check(row, variants)
    const all = this.of(row)
    if (!all.some(({ sha256 }) => sha256 === hash)) throw notFound()
    this.stored.set(
      row.relay.id,
      all.filter(({ sha256 }) => sha256 !== hash),
    )
    this.desk.did(row, caller, "delete_file", { sha256: hash })
    return { sha256: hash }
  }

  private check(row: RelayRow, variants: Set<Variant>): void {
    this.desk.checkOnline(row)
    if (variants.has("zooid")) {
      throw new Problem(409, "files-unsupported", "This relay’s software doesn’t report which files it stores.")
    }
  }

  private of(row: RelayRow): File[] {
    const known = this.stored.get(row.relay.id)
    if (known) return known
    const files = row.relay.blossom_enabled ? Array.from({ length: SEEDED }, (_, n) => this.file(row, n)) : []
    this.stored.set(row.relay.id, files)
    return files
  }

  private file(row: RelayRow, n: number): File {
    const sha256 = hexOf(`${row.relay.subdomain} file ${n}`)
    return {
      sha256,
      url: `${row.relay.url.replace(/^ws/, "http")}/${sha256}`,
      size: 40_000 + n * n * 16_000,
      type: TYPES[n % TYPES.length] ?? "",
      owners: row.members.slice(n % 5, (n % 5) + 1),
      uploaded_at: row.relay.created_at + (n + 1) * HOUR,
    }
  }
}
