import type { components } from "../src/api/schema.gen.ts"
import type { Clock, MockDesk } from "./desk.ts"
import { Problem } from "./problem.ts"
import type { Act } from "./server.ts"
import type { MockStream } from "./stream.ts"

type Import = components["schemas"]["Import"]

export const NDJSON = "application/x-ndjson"

/** The key under which a body of lines is passed to a route. */
export const LINES = "lines"

const PROBLEMS_MAX = 100

/** Exports and imports: each relay stores the lines that it was given, and a few of its own. */
export function declareTransfers(
  desk: MockDesk,
  stream: MockStream,
  clock: Clock,
  on: (line: string, act: Act) => void,
) {
  const stored = new Map<string, Set<string>>()
  const imports = new Map<string, Import>()
  const linesOf = (id: string) => {
    const known = stored.get(id) ?? new Set([JSON.stringify({ kind: 1, id: id.padEnd(64, "0"), content: "Welcome!" })])
    stored.set(id, known)
    return known
  }
  on("GET /relays/*/export", ({ path }, caller) => {
    const { relay } = desk.row(path[0] ?? "", caller, "co_owner")
    const lines = [...linesOf(relay.id)].map((line) => `${line}\n`).join("")
    return new Response(lines, { headers: { "Content-Type": NDJSON } })
  })
  on("GET /relays/*/exit-kit", ({ path, query }, caller) => {
    const { relay } = desk.row(path[0] ?? "", caller, "co_owner")
    const key = query.get("include_key") ?? ""
    if (key && key !== relay.subdomain) {
      throw new Problem(422, "invalid", "To include the key, repeat the relay’s label.", { field: "include_key" })
    }
    return new Response("PK", { headers: { "Content-Type": "application/zip" } })
  })
  on(
    "GET /relays/*/import",
    ({ path }, caller) => imports.get(desk.row(path[0] ?? "", caller, "co_owner").relay.id) ?? null,
  )
  on("POST /relays/*/import", ({ path, body }, caller) => {
    const row = desk.row(path[0] ?? "", caller, "co_owner")
    const { relay } = row
    if (row.deleted) throw new Problem(400, "relay-is-inactive", "This relay was deleted.")
    if (desk.shown(row).status === "suspended") {
      throw new Problem(403, "relay-suspended", "This relay was suspended by the operator.")
    }
    if (imports.get(relay.id)?.state === "running") {
      throw new Problem(409, "conflict", "An import into this relay is already running.")
    }
    const done = store(linesOf(relay.id), String(body[LINES] ?? ""), { id: relay.id, now: clock.now() })
    const tell = (next: Import) => {
      imports.set(relay.id, next)
      stream.tell(relay.tenant_pubkey, "import", next)
    }
    tell({ ...done, state: "running", imported: 0, known: 0, invalid: 0, problems: [] })
    tell(done)
    return done
  })
}

function store(stored: Set<string>, file: string, { id, now }: { id: string; now: number }): Import {
  const lines = file.split("\n").map((text, at) => ({ text, line: at + 1 }))
  const given = lines.filter(({ text }) => text.trim() !== "")
  const bad = given.filter(({ text }) => !text.startsWith("{"))
  const good = given.filter(({ text }) => text.startsWith("{"))
  const fresh = good.filter(({ text }) => !stored.has(text))
  for (const { text } of fresh) stored.add(text)
  return {
    relay_id: id,
    id: `${id}-${now}`,
    state: "done",
    started_at: now,
    updated_at: now,
    bytes: file.length,
    bytes_total: file.length,
    lines: given.length,
    imported: fresh.length,
    known: good.length - fresh.length,
    invalid: bad.length,
    problems: bad
      .slice(0, PROBLEMS_MAX)
      .map(({ line }) => ({ line, event_id: "", message: "invalid: this line is not a Nostr event" })),
    error: "",
  }
}
