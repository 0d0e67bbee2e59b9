import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { AbstractRelay } from "nostr-tools/abstract-relay"
import { decode } from "nostr-tools/nip19"
import { getToken } from "nostr-tools/nip98"
import { finalizeEvent, generateSecretKey, getPublicKey, type NostrEvent, verifyEvent } from "nostr-tools/pure"
import { inject } from "vitest"
import WebSocket from "ws"

const WAIT_MS = 30_000
type Found = (error: null, address: string | { address: string; family: number }[], family?: number) => void

/** Node does not know *.localhost: dial 127.0.0.1, keep the name for the Host header. */
const lookup = (_: string, options: { all?: boolean }, found: Found) =>
  options.all ? found(null, [{ address: "127.0.0.1", family: 4 }]) : found(null, "127.0.0.1", 4)

class LocalSocket extends WebSocket {
  constructor(address: string) {
    super(address, { lookup })
  }
}

/** A stock client's connection. It gives up after four seconds, which a busy machine may take: this one waits longer. */
export async function connected(url: string, socket: typeof WebSocket = LocalSocket): Promise<AbstractRelay> {
  const relay = new AbstractRelay(url, { verifyEvent, websocketImplementation: socket as never })
  Object.assign(relay, { baseEoseTimeout: WAIT_MS, publishTimeout: WAIT_MS })
  await relay.connect({ timeout: WAIT_MS })
  return relay
}

/** Somebody with a key, who speaks with relays and the API through nostr-tools alone. */
export class Person {
  readonly pubkey: string
  private header: string | undefined

  constructor(readonly secret: Uint8Array = generateSecretKey()) {
    this.pubkey = getPublicKey(secret)
  }

  event(kind: number, content: string, tags: string[][] = []): NostrEvent {
    return finalizeEvent({ kind, content, tags, created_at: Math.floor(Date.now() / 1000) }, this.secret)
  }

  /** Connects and says who this is, as soon as the relay asks. */
  async connect(url: string): Promise<AbstractRelay> {
    const relay = await connected(url)
    // What a stock client sends after its connection closed fails outside of any promise that one could wait for.
    await until(() => {
      if (!relay.connected) throw new Error("the relay closed before it asked")
      return (relay as unknown as { challenge?: string }).challenge
    }, "a challenge")
    await relay.auth(async (template) => finalizeEvent(template, this.secret))
    return relay
  }

  /** A session token for the server, which must name itself so in `/info`. */
  async token(serverUrl = inject("harness").url): Promise<string> {
    this.header ??= await getToken(serverUrl, "get", async (template) => finalizeEvent(template, this.secret), true)
    return this.header
  }

  /** What the API says; a refusal is thrown. */
  async ask<T>(method: string, path: string, body?: unknown, serverUrl = inject("harness").url): Promise<T> {
    const answer = await fetch(new URL(path, serverUrl), {
      method,
      headers: {
        Accept: "application/json",
        "Content-Type": "application/json",
        Authorization: await this.token(serverUrl),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const json = (await answer.json()) as { data?: T; error?: string }
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${json.error}`)
    return json.data as T
  }
}

/** The person that the demo's own key makes. */
export function operatorOf(nsec: string): Person {
  const decoded = decode(nsec)
  if (decoded.type !== "nsec") throw new Error("the operator's key is not an nsec")
  return new Person(decoded.data)
}

/** The same, of a server whose data lie in this folder. */
export const operatorIn = async (folder: string): Promise<Person> =>
  operatorOf((await readFile(join(folder, "keys/operator.nsec"), "utf8")).trim())

/** Looks until there is something to see. */
export async function until<T>(
  look: () => T | Promise<T>,
  what: string,
  milliseconds = WAIT_MS,
): Promise<NonNullable<T>> {
  const end = Date.now() + milliseconds
  for (;;) {
    const seen = await look()
    if (seen) return seen
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** All stored events that a filter finds, or the relay's reason for refusing. */
export function stored(
  relay: AbstractRelay,
  filter: { kinds?: number[]; ids?: string[]; authors?: string[]; limit?: number },
) {
  return new Promise<NostrEvent[]>((resolve, reject) => {
    const events: NostrEvent[] = []
    const sub = relay.subscribe([filter], {
      onevent: (event) => void events.push(event),
      oneose: () => {
        resolve(events)
        sub.close()
      },
      onclose: (reason) => reject(new Error(reason)),
    })
  })
}

export type RelayOfApi = {
  id: string
  subdomain: string
  url: string
  provisioning: string
  synced: number
  status: string
}

/** The names of relays that were made so far. A test that is repeated finds its own taken by the first attempt. */
const made = new Set<string>()

/** Makes a relay by the API and waits until it is online. */
export async function relayOf(
  owner: Person,
  subdomain: string,
  more: Record<string, unknown> = {},
  serverUrl = inject("harness").url,
): Promise<RelayOfApi> {
  const label = made.has(subdomain) ? `${subdomain}-${made.size}` : subdomain
  made.add(label)
  const wish = { subdomain: label, plan_id: "free", info_name: subdomain, ...more }
  const { id } = await owner.ask<RelayOfApi>("POST", "/relays", wish, serverUrl)
  return until(async () => {
    const relay = await owner.ask<RelayOfApi>("GET", `/relays/${id}`, undefined, serverUrl)
    return relay.synced === 1 && relay.provisioning === "active" ? relay : undefined
  }, `${subdomain} to be online`)
}
