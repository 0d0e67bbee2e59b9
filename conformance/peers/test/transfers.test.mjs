// Events signed by nostr-tools, imported into a relay, exported again and verified by nostr-tools.
import assert from "node:assert/strict"
import { after, before, describe, it } from "node:test"
import { finalizeEvent, generateSecretKey, verifyEvent } from "nostr-tools/pure"
import { Caravel, temporaryFolder } from "../support/caravel.mjs"
import { Api, Person, until } from "../support/people.mjs"

const owner = new Person()
const stranger = new Person()

let data
let caravel
let api
let id

before(async () => {
  data = await temporaryFolder()
  caravel = await Caravel.start({ DATA_DIR: data.folder })
  api = new Api(caravel.url, owner)
  const made = await api.call("POST", "/relays", { subdomain: "files", plan_id: "free" })
  id = made.data.id
  await until(async () => (await api.call("GET", `/relays/${id}`)).data.provisioning === "active", "the relay is online")
})

after(async () => {
  await caravel?.stop()
  await data?.remove()
})

const events = Array.from({ length: 50 }, (_, n) =>
  finalizeEvent(
    { kind: [1, 7, 30_023][n % 3], created_at: 1_700_000_000 + (n % 5), tags: [["d", String(n)]], content: `“${n}” \u2028 🎪` },
    generateSecretKey(),
  ),
)
const lines = events.map((event) => JSON.stringify(event)).join("\n")

const fetchAs = async (person, method, path, body) =>
  fetch(new URL(path, caravel.url), {
    method,
    headers: { Authorization: await new Api(caravel.url, person).session(), "Content-Type": "application/x-ndjson" },
    body,
  })

describe("a file of events", () => {
  it("is imported, with the number of each line that was not", async () => {
    const forged = JSON.stringify({ ...events[0], content: "forged" })
    const response = await fetchAs(owner, "POST", `/relays/${id}/import`, `${lines}\n${forged}\nnot an event`)
    const { data: result } = await response.json()
    assert.deepEqual([result.imported, result.known, result.invalid], [50, 0, 2])
    assert.deepEqual(
      result.problems.map(({ line, event_id }) => [line, event_id]),
      [
        [51, events[0].id],
        [52, ""],
      ],
    )
  })

  it("changes nothing the second time", async () => {
    const { data: result } = await (await fetchAs(owner, "POST", `/relays/${id}/import`, lines)).json()
    assert.deepEqual([result.imported, result.known, result.invalid], [0, 50, 0])
  })

  it("comes out again as it went in, every signature valid", async () => {
    const response = await fetchAs(owner, "GET", `/relays/${id}/export`)
    assert.equal(response.headers.get("content-type"), "application/x-ndjson")
    const exported = (await response.text()).trimEnd().split("\n").map((line) => JSON.parse(line))
    assert.ok(exported.every((event) => verifyEvent(event)))
    const byId = new Map(exported.map((event) => [event.id, event]))
    for (const event of events) assert.deepEqual({ ...byId.get(event.id) }, { ...event })
  })

  it("is not for others", async () => {
    assert.equal((await fetchAs(stranger, "GET", `/relays/${id}/export`)).status, 404)
    assert.equal((await fetchAs(stranger, "GET", `/relays/${id}/exit-kit`)).status, 404)
    assert.equal((await fetchAs(stranger, "POST", `/relays/${id}/import`, lines)).status, 404)
  })
})
