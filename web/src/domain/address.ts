/** The address of a relay with this name: `wss://`, and `ws://` for a host on this machine. */
export function relayAddress(label: string, domain: string): string {
  const host = domain.split(":")[0]
  const local = host === "localhost" || host === "127.0.0.1"
  return `${local ? "ws" : "wss"}://${label}.${domain}`
}
