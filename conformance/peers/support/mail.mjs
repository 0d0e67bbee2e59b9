// Private messages as a stock client reads them: nostr-tools, over the relay's own socket.
import { AbstractRelay } from "nostr-tools/abstract-relay"
import * as nip17 from "nostr-tools/nip17"
import { verifyEvent } from "nostr-tools/pure"
import WebSocket from "ws"
import { stored } from "./people.mjs"

// The demo's own relay answers on the engine's bare address, and demands no login.
export async function systemRelay(enginePort) {
  const relay = new AbstractRelay(`ws://localhost:${enginePort}`, { verifyEvent, websocketImplementation: WebSocket })
  await relay.connect({ timeout: 5000 })
  return relay
}

// What somebody was sent: each message with the wrap that it came in.
export async function letters(relay, person) {
  const wraps = await stored(relay, { kinds: [1059], "#p": [person.pubkey] })
  return wraps.map((wrap) => ({ wrap, message: nip17.unwrapEvent(wrap, person.secret) }))
}
