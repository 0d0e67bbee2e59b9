// A run of the simulator, audited by a program that shares no code with it; and that auditor, which must see what is wrong.
import assert from "node:assert/strict"
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { after, before, describe, it } from "node:test"
import { audit, auditFile } from "../support/audit.mjs"
import { run, temporaryFolder } from "../support/caravel.mjs"

let data
let file

before(async () => {
  data = await temporaryFolder()
  file = join(data.folder, "ledger.jsonl")
  // Fixed, so that a change fails or passes for its own sake. `./test nightly` simulates a new seed.
  const seed = "20270228"
  const { code, out, err } = await run(["simulate", "--seed", seed, "--tenants", "20", "--ledger", file])
  assert.equal(code, 0, out + err)
})

after(() => data.remove())

describe("the ledger", () => {
  it("is in order by somebody else's reckoning", async () => {
    const { faults, lines } = await auditFile(file)
    assert.deepEqual(faults, [])
    assert.ok(lines > 100, `${lines} lines`)
  })

  for (const [what, spoil] of [
    ["an amount that is off by one", (line) => line.kind === "item" && line.amount > 1 && (line.amount -= 1)],
    ["an item that covers a second more", (line) => line.kind === "item" && line.amount > 1 && (line.to += 1)],
    ["an invoice that asks for more than its items", (line) => line.kind === "invoice_made" && (line.total += 1)],
    ["an amount that was asked for and is another", (line) => line.kind === "asked" && (line.amount += 1)],
    ["a transfer that is a second later in one history", (line) => line.type === "accept_transfer" && (line.at += 1)],
    ["a relay that was paid for elsewhere a second longer", (line) => line.kind === "adopted" && (line.paid_until += 1)],
    ["time that was paid for elsewhere on an invoice", (line) => line.relay && line.price === 0 && line.kind === "item" && (line.invoice = "i")],
    ["a payment of which less arrived", (line) => line.kind === "payment" && (line.worth -= 1)],
  ]) {
    it(`with ${what} is not`, async () => {
      const lines = (await readFile(file, "utf8")).trim().split("\n").map((text) => JSON.parse(text))
      assert.ok(lines.some(spoil))
      assert.notDeepEqual(audit(lines), [])
    })
  }

  it("takes the worth of a charge that a restored database lacked from what the processor kept", async () => {
    const lines = (await readFile(file, "utf8")).trim().split("\n").map((text) => JSON.parse(text))
    const paid = new Set(lines.filter((line) => line.kind === "payment" && line.unit === "cent").map(({ id }) => id))
    const charge = lines.find((line) => line.kind === "asked" && paid.has(line.id))
    Object.assign(charge, { kind: "found", rate: null, rate_source: null, rate_at: null })
    assert.deepEqual(audit(lines), [])
    charge.worth += 1000
    assert.notDeepEqual(audit(lines), [])
  })
})
