// A real Caddy in front, with the configuration of ops/compose: names, certificates, WebSockets and forged headers.
import assert from "node:assert/strict"
import { request } from "node:https"
import { after, before, describe, it } from "node:test"
import { connect } from "node:tls"
import WebSocket from "ws"
import { Caddy } from "../support/caddy.mjs"
import { Caravel, freePorts, temporaryFolder } from "../support/caravel.mjs"
import { Api, connected, Person, until } from "../support/people.mjs"

const lookup = (_host, options, found) =>
  options.all ? found(null, [{ address: "127.0.0.1", family: 4 }]) : found(null, "127.0.0.1", 4)

const owner = new Person()
let data
let caravel
let caddy
let port

before(async () => {
  data = await temporaryFolder()
  const [edgePort] = await freePorts(1)
  caravel = await Caravel.start({ DATA_DIR: data.folder, EDGE_PORT: `${edgePort}`, TRUST_PROXY: "127.0.0.1" })
  caddy = await Caddy.start(data.folder, edgePort)
  port = caddy.port
  const api = new Api(caravel.url, owner)
  await api.call("POST", "/tenants", {})
  const { status } = await api.call("POST", "/relays", { subdomain: "edge", plan_id: "free" })
  assert.equal(status, 201)
  await until(async () => (await get("edge.localhost").catch(() => ({}))).status === 200, "the relay behind Caddy")
})

after(async () => {
  caddy?.stop()
  await caravel?.stop()
  await data?.remove()
})

function get(host, headers = {}, path = "/") {
  return new Promise((resolve, reject) => {
    const options = { host, port, path, lookup, servername: host, rejectUnauthorized: false }
    request({ ...options, headers: { Accept: "application/nostr+json", ...headers } }, (answer) => {
      let body = ""
      answer.on("data", (chunk) => (body += chunk))
      answer.on("end", () => resolve({ status: answer.statusCode, body }))
    })
      .on("error", reject)
      .end()
  })
}

describe("the edge", () => {
  it("gives a relay a certificate for its name and leads to it", async () => {
    const { status, body } = await get("edge.localhost")
    assert.equal(status, 200)
    assert.ok(JSON.parse(body).supported_nips.includes(42))
    const certificate = await new Promise((resolve, reject) => {
      const socket = connect({ host: "127.0.0.1", port, servername: "edge.localhost", rejectUnauthorized: false }, () => {
        resolve(socket.getPeerCertificate())
        socket.end()
      }).on("error", reject)
    })
    assert.equal(certificate.subjectaltname, "DNS:edge.localhost")
  })

  it("leads the platform's own name to the API", async () => {
    const { status, body } = await get("localhost", { Accept: "application/json" }, "/info")
    assert.equal(status, 200)
    assert.ok(JSON.parse(body).data.robot_pubkey)
  })

  it("refuses the handshake for a name that nobody has", async () => {
    await assert.rejects(get("nobody.localhost"), /alert|reset|EPROTO/i)
  })

  it("ignores forged headers that name another server", async () => {
    const forged = { "X-Caravel-Upstream": "127.0.0.1:1", "X-Caravel-Host": "other.localhost" }
    assert.equal((await get("edge.localhost", forged)).status, 200)
  })

  it("carries a WebSocket, and the owner signs in for the public address", async () => {
    class EdgeSocket extends WebSocket {
      constructor(address) {
        super(address, { lookup, rejectUnauthorized: false, servername: "edge.localhost" })
      }
    }
    const relay = await connected(`wss://edge.localhost:${port}`, EdgeSocket)
    await until(() => relay.challenge, "a challenge")
    await relay.auth(owner.sign)
    await relay.publish(owner.event(1, "through the edge"))
    relay.close()
  })

  it("answers 404 for a relay whose name was given up", async () => {
    const api = new Api(caravel.url, owner)
    const { data: relays } = await api.call("GET", `/tenants/${owner.pubkey}/relays`)
    await api.call("PUT", `/relays/${relays[0].id}`, { subdomain: "renamed" })
    await until(async () => (await get("edge.localhost").catch(() => ({ status: 404 }))).status === 404, "a 404")
    await until(async () => (await get("renamed.localhost").catch(() => ({}))).status === 200, "the new name")
  })
})
