// An exit kit, taken from a relay over the API and used in two other places: uploaded as it is into another relay, and unpacked into the
// folder of an engine of its own, as its README says. Its manifest is verified by nostr-tools.
import assert from "node:assert/strict"
import { createHash } from "node:crypto"
import { mkdir, readFile, writeFile } from "node:fs/promises"
import { request } from "node:http"
import { join } from "node:path"
import { after, before, describe, it } from "node:test"
import { inflateRawSync } from "node:zlib"
import { getToken } from "nostr-tools/nip98"
import { finalizeEvent, generateSecretKey, verifyEvent } from "nostr-tools/pure"
import { Caravel, freePorts, temporaryFolder } from "../support/caravel.mjs"
import { Api, manage, Person, until } from "../support/people.mjs"

const owner = new Person()
const member = new Person()
const banned = new Person()
const operator = new Person()
const ENGINE_API = "engine.localhost"

let data
let caravel
let engine
let api
let old
let kit

async function createRelay(subdomain) {
  const { data: made } = await api.call("POST", "/relays", { subdomain, plan_id: "free" })
  await until(async () => (await api.call("GET", `/relays/${made.id}`)).data.provisioning === "active", "the relay is online")
  return made
}

async function fetchAs(method, path, body) {
  const headers = { Authorization: await api.session(), "Content-Type": "application/zip" }
  return fetch(new URL(path, caravel.url), { method, headers, body })
}

// The files of a zip file by name, found by its directory.
function unzip(bytes) {
  const files = new Map()
  let at = bytes.readUInt32LE(bytes.length - 22 + 16)
  while (bytes.readUInt32LE(at) === 0x02014b50) {
    const [packed, nameLength, extra, comment] = [20, 28, 30, 32].map((offset, n) =>
      n === 0 ? bytes.readUInt32LE(at + offset) : bytes.readUInt16LE(at + offset),
    )
    const header = bytes.readUInt32LE(at + 42)
    const name = bytes.toString("utf8", at + 46, at + 46 + nameLength)
    const start = header + 30 + bytes.readUInt16LE(header + 26) + bytes.readUInt16LE(header + 28)
    files.set(name, inflateRawSync(bytes.subarray(start, start + packed)))
    at += 46 + nameLength + extra + comment
  }
  return files
}

const events = Array.from({ length: 200 }, (_, n) =>
  finalizeEvent(
    { kind: [1, 7, 0, 30_023][n % 4], created_at: 1_700_000_000 + (n % 5), tags: [["d", `${n}`]], content: `“${n}” 🎪` },
    generateSecretKey(),
  ),
)
const eventsIn = (text) => text.toString().trimEnd().split("\n").map((line) => JSON.parse(line))
// The relay's own records: members, bans, invites, and the notes about them.
const isRecord = ({ kind, tags }) =>
  [8_000, 8_001, 13_534, 28_935, 33_534].includes(kind) || tags.some(([name, value]) => name === "d" && value.startsWith("zooid/"))
const sorted = (list) => list.map((one) => JSON.stringify(one)).sort()
const ids = (list) => list.map(({ id }) => id).sort()
const membersOf = async (relay) => (await api.call("GET", `/relays/${relay.id}/members`)).data.members
const bansOf = async (relay) =>
  (await api.call("GET", `/relays/${relay.id}/bans`)).data.bans.map(({ pubkey, reason }) => ({ pubkey, reason }))

// The lines of a configuration with their sections, without the operator's own part: limits of the plan and accounts elsewhere.
async function configuration(file) {
  let section = ""
  const lines = []
  for (const line of (await readFile(file, "utf8")).split("\n")) {
    if (line.startsWith("[")) section = `${line.slice(1, -1)}.`
    else if (line && !/^(policy\.max_|blossom\.(s3|adapter)|livekit)/.test(section + line)) lines.push(section + line)
  }
  return lines.sort()
}

before(async () => {
  data = await temporaryFolder()
  caravel = await Caravel.start({ DATA_DIR: join(data.folder, "caravel") })
  api = new Api(caravel.url, owner)
  old = await createRelay("oldclub")
  await api.call("PUT", `/relays/${old.id}`, {
    info_name: "Old “Club”", info_description: "Line\nand \\ line", members_can_invite: 0, policy_public_join: 1,
  })
  const sent = await fetchAs("POST", `/relays/${old.id}/import`, events.map((event) => JSON.stringify(event)).join("\n"))
  assert.equal((await sent.json()).data.imported, 200)
  assert.equal((await api.call("PUT", `/relays/${old.id}/members/${member.pubkey}`, {})).status, 200)
  assert.equal((await api.call("PUT", `/relays/${old.id}/bans/${banned.pubkey}`, { reason: "spam, “again”" })).status, 200)
  await until(async () => (await api.call("GET", `/relays/${old.id}`)).data.provisioning === "active", "the settings are sent")
})

after(async () => {
  await engine?.stop()
  await caravel?.stop()
  await data?.remove()
})

describe("an exit kit", () => {
  it("has a checksum of every file, signed by the relay's own key", async () => {
    const response = await fetchAs("GET", `/relays/${old.id}/exit-kit?include_key=oldclub`)
    kit = Buffer.from(await response.arrayBuffer())
    const files = unzip(kit)
    const manifest = JSON.parse(files.get("manifest.json"))
    assert.ok(verifyEvent(manifest))
    const checksums = new Map(manifest.tags.filter(([name]) => name === "file").map(([, name, sum]) => [name, sum]))
    files.delete("manifest.json")
    assert.deepEqual([...checksums.keys()].sort(), [...files.keys()].sort())
    for (const [name, bytes] of files) assert.equal(createHash("sha256").update(bytes).digest("hex"), checksums.get(name))
    assert.ok(eventsIn(files.get("events.jsonl")).every((event) => verifyEvent(event)))
    const members = eventsIn(files.get("events.jsonl")).find(({ kind }) => kind === 13_534)
    assert.equal(manifest.pubkey, members.pubkey)
  })

  it("can be uploaded as it is: the new relay has the same events, members and bans", async () => {
    const fresh = await createRelay("newclub")
    const response = await fetchAs("POST", `/relays/${fresh.id}/import`, kit)
    const { data: result } = await response.json()
    assert.equal(result.imported, 200)
    assert.ok(result.problems.every(({ line, message }) => line > 0 && /only this relay's own key/.test(message)), JSON.stringify(result))
    const exported = eventsIn(await (await fetchAs("GET", `/relays/${fresh.id}/export`)).text())
    assert.deepEqual(ids(exported.filter((event) => !isRecord(event))), ids(events))
    assert.deepEqual(await membersOf(fresh), await membersOf(old))
    assert.ok((await membersOf(fresh)).includes(member.pubkey))
    assert.deepEqual(await bansOf(fresh), [{ pubkey: banned.pubkey, reason: "spam, “again”" }])
    const again = await (await fetchAs("POST", `/relays/${fresh.id}/import`, kit)).json()
    assert.deepEqual([again.data.imported, again.data.known], [0, 200])
  })

  it("runs the same relay on a server of its own: events, members, roles, bans and configuration are equal", async () => {
    const files = unzip(kit)
    const config = join(data.folder, "engine", "config")
    await mkdir(config, { recursive: true })
    await writeFile(join(config, `${old.id}.toml`), files.get("relay.toml"))
    const [enginePort] = await freePorts(1)
    engine = new Caravel(0, enginePort)
    const settings = { DATA_DIR: join(data.folder, "engine"), ENGINE_PORT: `${enginePort}` }
    await engine.launch({ ...settings, ENGINE_API_HOST: ENGINE_API, ENGINE_API_WHITELIST: operator.pubkey }, ["engine"])
    const call = async (port, method, path, { body } = {}) => {
      const token = await getToken(`http://${ENGINE_API}${path}`, method.toLowerCase(), operator.sign, true)
      return new Promise((resolve, reject) => {
        const headers = { Host: ENGINE_API, Authorization: token }
        request({ host: "127.0.0.1", port, path, method, headers }, (answer) => {
          let text = ""
          answer.on("data", (chunk) => (text += chunk))
          answer.on("end", () => resolve({ status: answer.statusCode, text }))
        })
          .on("error", reject)
          .end(body)
      })
    }
    const lines = files.get("events.jsonl")
    const sent = await call(enginePort, "POST", `/relay/${old.id}/events`, { body: lines })
    assert.equal(sent.status, 200, sent.text)
    assert.deepEqual(JSON.parse(sent.text).problems, [])
    const back = await call(enginePort, "GET", `/relay/${old.id}/events`)
    const missing = (from, list) => from.filter(({ id }) => !list.some((event) => event.id === id))
    // A relay that starts signs a list of its members, which replaces the list of the kit. The members are compared below.
    const [given, found] = [lines, back.text].map((text) => eventsIn(text).filter(({ kind }) => ![8_000, 13_534].includes(kind)))
    assert.deepEqual({ lost: missing(given, found), added: missing(found, given) }, { lost: [], added: [] })

    // A change of nothing makes the engine write down the configuration as it understood it.
    assert.equal((await call(enginePort, "PATCH", `/relay/${old.id}`, { body: "{}" })).status, 200)
    const here = await configuration(join(data.folder, "caravel", "config", `${old.id}.toml`))
    const there = await configuration(join(config, `${old.id}.toml`))
    assert.deepEqual(there, here)
    for (const line of ["policy.public_join = true", "roles.member.can_invite = false", 'info.name = "Old “Club”"']) {
      assert.ok(there.includes(line), line)
    }

    const host = `oldclub.localhost:${caravel.enginePort}`
    const list = async (method) => Promise.all([caravel, engine].map(({ enginePort: port }) => manage(owner, port, host, method)))
    const [hereMembers, thereMembers] = await list("listallowedpubkeys")
    assert.deepEqual(sorted(thereMembers), sorted(hereMembers))
    assert.ok(JSON.stringify(thereMembers).includes(member.pubkey))
    const [hereBans, thereBans] = await list("listbannedpubkeys")
    assert.deepEqual(thereBans, hereBans)
    assert.equal(thereBans[0].reason, "spam, “again”")
  })
})
