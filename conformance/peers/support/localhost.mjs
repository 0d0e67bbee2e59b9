// Libraries that open their own connections cannot be told where `*.localhost` is, and Node does not know it. Import
// this module first: names below `.localhost` lead to 127.0.0.1 in this process, as they do in a browser.
import dns from "node:dns"

const system = dns.lookup

dns.lookup = (host, options, found) => {
  if (typeof options === "function") [options, found] = [{}, options]
  if (!host.endsWith(".localhost")) return system(host, options, found)
  const address = { address: "127.0.0.1", family: 4 }
  process.nextTick(() => (options.all ? found(null, [address]) : found(null, address.address, address.family)))
}
