// Lets a demo of any version write a data folder that the upgrade test keeps: node support/fixture.mjs FOLDER
// CARAVEL_LAUNCHER is the launcher of that version. Prints what is in the folder as JSON.
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { decode } from "nostr-tools/nip19"
import { Caravel, freePorts } from "./caravel.mjs"
import { Api, Person, stored, until } from "./people.mjs"

// The relays' names contain it, so the test must use it too. It is below the ports that systems give out.
const ENGINE_PORT = 21917

const folder = process.argv[2]
const [port] = await freePorts(1)
const caravel = new Caravel(port, ENGINE_PORT)
await caravel.launch({ DATA_DIR: folder, PORT: `${port}`, ENGINE_PORT: `${ENGINE_PORT}` })

const key = (byte) => new Person(new Uint8Array(32).fill(byte))
const [owner, friend, rogue] = [key(1), key(2), key(3)]
const api = new Api(caravel.url, owner)

async function called(method, path, body, by = api) {
  const answer = await by.call(method, path, body)
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`)
  return answer.data
}

async function createRelay(subdomain, plan_id) {
  const relay = await called("POST", "/relays", { subdomain, plan_id, info_name: `The ${subdomain}` })
  await until(async () => (await called("GET", `/relays/${relay.id}`)).provisioning === "active", subdomain)
  return relay
}

async function publish(person, subdomain, texts) {
  const { relay } = await person.connect(caravel.relayUrl(subdomain))
  for (const text of texts) await relay.publish(person.event(9, text))
  relay.close()
}

const club = await createRelay("club", "free")
const guild = await createRelay("guild", "basic")
await called("PUT", `/relays/${club.id}/members/${friend.pubkey}`)
await called("PUT", `/relays/${club.id}/bans/${rogue.pubkey}`, { reason: "spam" })
await publish(owner, "club", ["welcome", "the hall is open"])
await publish(friend, "club", ["thank you"])
await publish(owner, "guild", ["minutes of the first meeting"])

const operator = new Person(decode((await readFile(join(folder, "keys", "operator.nsec"), "utf8")).trim()).data)
await called("POST", "/dev/clock", { advance_days: 35 }, new Api(caravel.url, operator))
const invoices = await until(async () => {
  const all = await called("GET", `/tenants/${owner.pubkey}/invoices`)
  return all.length > 1 && all
}, "invoices")

const events = {}
for (const subdomain of ["club", "guild"]) {
  const { relay } = await owner.connect(caravel.relayUrl(subdomain))
  events[subdomain] = (await stored(relay, { kinds: [9] })).map((event) => event.id).toSorted()
  relay.close()
}
const members = (await called("GET", `/relays/${club.id}/members`)).members.toSorted()
// As after a power cut: the last commits are in the log beside the database.
await caravel.stop("SIGKILL")
console.log(
  JSON.stringify({ engine_port: ENGINE_PORT, owner: owner.pubkey, relays: { club: club.id, guild: guild.id }, members, events, invoices }, null, 2),
)
