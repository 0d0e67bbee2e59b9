// People with keys, who speak with the API and with relays through nostr-tools alone.
import { request } from "node:http"
import { getToken } from "nostr-tools/nip98"
import { finalizeEvent, generateSecretKey, getPublicKey, verifyEvent } from "nostr-tools/pure"
import { AbstractRelay } from "nostr-tools/abstract-relay"
import WebSocket from "ws"

// A busy machine is slow, not wrong.
const WAIT_MS = 20_000

// A stock client gives up after four seconds, and then takes what has come so far for all that is stored.
export function patient(relay) {
  return Object.assign(relay, { baseEoseTimeout: WAIT_MS, connectionTimeout: WAIT_MS, publishTimeout: WAIT_MS })
}

export async function connected(url, websocketImplementation) {
  const relay = patient(new AbstractRelay(url, { verifyEvent, websocketImplementation }))
  await relay.connect({ timeout: WAIT_MS })
  return relay
}

// Node does not know *.localhost: dial 127.0.0.1, keep the name for the Host header.
const lookup = (_host, options, found) =>
  options.all ? found(null, [{ address: "127.0.0.1", family: 4 }]) : found(null, "127.0.0.1", 4)

export class Person {
  constructor(secret = generateSecretKey()) {
    this.secret = secret
    this.pubkey = getPublicKey(this.secret)
    this.sign = async (template) => finalizeEvent(template, this.secret)
  }

  event(kind, content, tags = []) {
    return finalizeEvent({ kind, content, tags, created_at: Math.floor(Date.now() / 1000) }, this.secret)
  }

  // Connects and, when the relay asks, says who this is.
  async connect(url) {
    const closed = deferred()
    class LocalSocket extends WebSocket {
      constructor(address) {
        super(address, { lookup })
        this.on("close", (code, reason) => closed.resolve({ code, reason: reason.toString() }))
      }
    }
    const relay = await connected(url, LocalSocket)
    // What a stock client sends after its connection closed fails outside of any promise, which ends Node.
    await until(() => {
      if (!relay.connected) throw new Error("the relay closed before it asked")
      return relay.challenge
    }, "a challenge")
    const authenticated = await relay.auth(this.sign)
    return { relay, authenticated, closed: closed.promise }
  }
}

function deferred() {
  const it = {}
  it.promise = new Promise((resolve, reject) => Object.assign(it, { resolve, reject }))
  return it
}

// The API as Flotilla calls it: one session header, signed once, for every call.
export class Api {
  constructor(base, person) {
    this.base = base
    this.person = person
  }

  async session() {
    this.header ??= await getToken(this.base, "get", this.person.sign, true)
    return this.header
  }

  async call(method, path, body) {
    return this.send(method, path, body, await this.session())
  }

  // Strict NIP-98: a header for this one request.
  async callStrictly(method, path, body) {
    const header = await getToken(new URL(path, this.base).href, method, this.person.sign, true, body)
    return this.send(method, path, body, header)
  }

  async send(method, path, body, authorization) {
    const answer = await fetch(new URL(path, this.base), {
      method,
      headers: {
        Accept: "application/json",
        ...(authorization ? { Authorization: authorization } : {}),
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    })
    return { status: answer.status, ...(await answer.json()) }
  }
}

export async function until(look, what, milliseconds = WAIT_MS) {
  const end = Date.now() + milliseconds
  for (;;) {
    const seen = await look()
    if (seen) return seen
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

// All stored events a filter finds, or the reason the relay gave for refusing.
export function stored(relay, filter) {
  return new Promise((resolve, reject) => {
    const events = []
    const sub = relay.subscribe([filter], {
      onevent: (event) => events.push(event),
      oneose: () => {
        resolve(events)
        sub.close()
      },
      onclose: (reason) => reject(new Error(reason)),
    })
  })
}

// The status of a plain request to a relay's own host.
export function hostStatus(port, host, { path = "/" } = {}) {
  return new Promise((resolve, reject) => {
    const headers = { Host: host, Accept: "application/nostr+json" }
    request({ host: "127.0.0.1", port, path, headers }, (answer) => {
      let body = ""
      answer.on("data", (chunk) => (body += chunk))
      answer.on("end", () => resolve({ status: answer.statusCode, body }))
    })
      .on("error", reject)
      .end()
  })
}

// A call to a relay's own address (NIP-86), signed by nostr-tools: its result, or an error.
export async function manage(person, port, host, method, params = []) {
  const call = { method, params }
  const authorization = await getToken(`http://${host}/`, "post", person.sign, true, call)
  const headers = { Host: host, Authorization: authorization, "Content-Type": "application/nostr+json+rpc" }
  const body = await new Promise((resolve, reject) => {
    request({ host: "127.0.0.1", port, path: "/", method: "POST", headers }, (answer) => {
      let text = ""
      answer.on("data", (chunk) => (text += chunk))
      answer.on("end", () => resolve(text))
    })
      .on("error", reject)
      .end(JSON.stringify(call))
  })
  const { result, error } = JSON.parse(body)
  if (error !== undefined) throw new Error(error)
  return result
}
