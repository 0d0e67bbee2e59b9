// A custom domain from its DNS record to a live relay, behind a real Caddy with the configuration of ops/compose.
import assert from "node:assert/strict"
import { execFile } from "node:child_process"
import { request } from "node:https"
import { join } from "node:path"
import { after, before, describe, it } from "node:test"
import { promisify } from "node:util"
import { getToken } from "nostr-tools/nip98"
import WebSocket from "ws"
import { Caddy } from "../support/caddy.mjs"
import { Caravel, freePorts, temporaryFolder } from "../support/caravel.mjs"
import { DnsServer } from "../support/dns.mjs"
import { Api, connected, Person, until } from "../support/people.mjs"

const CUSTOM = "chat.club.example"
const lookup = (_host, options, found) =>
  options.all ? found(null, [{ address: "127.0.0.1", family: 4 }]) : found(null, "127.0.0.1", 4)

const owner = new Person()
let data
let caddy
let caravel
let first
let second
let api
let relay

// Java trusts the authority of this Caddy as an operator with an authority of their own would make it.
async function trustStore(certificate) {
  const store = join(data.folder, "trust.p12")
  const keytool = process.env.JAVA_HOME ? join(process.env.JAVA_HOME, "bin", "keytool") : "keytool"
  const options = ["-importcert", "-noprompt", "-alias", "caddy", "-file", certificate]
  await promisify(execFile)(keytool, [...options, "-keystore", store, "-storepass", "changeit"])
  return `-Djavax.net.ssl.trustStore=${store} -Djavax.net.ssl.trustStorePassword=changeit`
}

before(async () => {
  data = await temporaryFolder()
  first = await DnsServer.start()
  second = await DnsServer.start()
  const [edgePort] = await freePorts(1)
  caddy = await Caddy.start(data.folder, edgePort)
  caravel = await Caravel.start({
    DATA_DIR: join(data.folder, "data"),
    TRUST_PROXY: "127.0.0.1",
    EDGE_PORT: `${edgePort}`,
    EDGE_PROBE: `127.0.0.1:${caddy.port}`,
    DOMAIN_RESOLVERS: `${first.address},${second.address}`,
    JDK_JAVA_OPTIONS: await trustStore(caddy.authority),
  })
  api = new Api(caravel.url, owner)
  await api.call("POST", "/tenants", {})
  const made = await api.call("POST", "/relays", { subdomain: "club", plan_id: "free" })
  assert.equal(made.status, 201)
  relay = made.data
})

after(async () => {
  await caravel?.stop()
  caddy?.stop()
  first?.stop()
  second?.stop()
  await data?.remove()
})

const domain = async () => (await api.call("GET", `/relays/${relay.id}/domain`)).data
const reached = (state) => until(async () => (await domain()).state === state, state, 120_000)

async function socketTo(host) {
  class EdgeSocket extends WebSocket {
    constructor(address) {
      super(address, { lookup, rejectUnauthorized: false, servername: host })
    }
  }
  const connection = await connected(`wss://${host}:${caddy.port}`, EdgeSocket)
  await until(() => connection.challenge, "a challenge")
  return connection
}

// NIP-86 with a NIP-98 token whose `u` has this name.
async function manage(host, method) {
  const url = `https://${host}:${caddy.port}/`
  const call = { method, params: [] }
  const headers = {
    Authorization: await getToken(url, "post", owner.sign, true, call),
    "Content-Type": "application/nostr+json+rpc",
  }
  const options = { host, port: caddy.port, path: "/", method: "POST", lookup, servername: host, headers }
  return new Promise((resolve, reject) => {
    request({ ...options, rejectUnauthorized: false }, (answer) => {
      let body = ""
      answer.on("data", (chunk) => (body += chunk))
      answer.on("end", () => resolve(JSON.parse(body)))
    })
      .on("error", reject)
      .end(JSON.stringify(call))
  })
}

describe("a custom domain", () => {
  it("is refused at the handshake before its DNS record is right, and says what is missing", async () => {
    const changed = await api.call("PUT", `/relays/${relay.id}`, { custom_domain: CUSTOM })
    assert.equal(changed.status, 200)
    await until(async () => (await domain()).checked_at, "the first check")
    const { state, detail, records } = await domain()
    assert.equal(state, "waiting")
    assert.match(detail, /has no CNAME record/)
    assert.deepEqual(records[0], { type: "CNAME", name: CUSTOM, value: "club.localhost" })
    await assert.rejects(socketTo(CUSTOM))
  })

  it("becomes live once both resolvers see the record", async () => {
    first.set(CUSTOM, "CNAME", "club.localhost")
    await until(async () => /disagree/.test((await domain()).detail), "the disagreement", 60_000)
    second.set(CUSTOM, "CNAME", "club.localhost")
    await reached("live")
    const { data: now } = await api.call("GET", `/relays/${relay.id}`)
    assert.equal(now.custom_domain_verified, 1)
  })

  for (const host of [CUSTOM, "club.localhost"]) {
    it(`lets the owner sign in, post and manage under ${host}`, async () => {
      const connection = await socketTo(host)
      await connection.auth(owner.sign)
      await connection.publish(owner.event(1, `under ${host}`))
      connection.close()
      const { result, error } = await manage(host, "supportedmethods")
      assert.equal(error ?? "", "")
      assert.ok(result.includes("banpubkey"))
    })
  }

  it("is gone from the edge when the owner removes it, and the other name stays", async () => {
    await api.call("PUT", `/relays/${relay.id}`, { custom_domain: "" })
    await until(async () => {
      const known = await fetch(`http://127.0.0.1:${caddy.edgePort}/edge/tls?domain=${CUSTOM}`)
      return known.status === 404
    }, "the edge to forget the name")
    const connection = await socketTo("club.localhost")
    connection.close()
  })
})
