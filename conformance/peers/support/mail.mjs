// Private messages as a stock client reads them: nostr-tools, over the relay's own socket.
import * as nip17 from "nostr-tools/nip17"
import WebSocket from "ws"
import { connected, stored } from "./people.mjs"

// The demo's own relay answers on the engine's bare address, and demands no login.
export const systemRelay = (enginePort) => connected(`ws://localhost:${enginePort}`, WebSocket)

// What somebody was sent: each message with the wrap that it came in.
export async function letters(relay, person) {
  const wraps = await stored(relay, { kinds: [1059], "#p": [person.pubkey] })
  return wraps.map((wrap) => ({ wrap, message: nip17.unwrapEvent(wrap, person.secret) }))
}
