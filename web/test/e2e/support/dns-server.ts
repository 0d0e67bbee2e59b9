import { createSocket } from "node:dgram"

const HEADER_BYTES = 12
const CNAME = 5
const RESPONSE = 0x8180
const NXDOMAIN = 3
/** A pointer to the name of the question. */
const QUESTION_NAME = [0xc0, HEADER_BYTES]
const CLASS_IN = [0, 1]
const TTL_60 = [0, 0, 0, 60]

const encoded = (name: string) =>
  Buffer.concat([
    ...name.split(".").map((label) => Buffer.from([label.length, ...Buffer.from(label)])),
    Buffer.from([0]),
  ])

/** A DNS server on loopback (UDP) with CNAME records alone, which answers as a recursive resolver would. */
export class DnsServer {
  private readonly socket = createSocket("udp4")
  private readonly aliases = new Map<string, string>()

  static async start(): Promise<DnsServer> {
    const server = new DnsServer()
    await new Promise<void>((resolve) => server.socket.bind(0, "127.0.0.1", resolve))
    server.socket.on("message", (query, from) => server.socket.send(server.answer(query), from.port, from.address))
    return server
  }

  get address(): string {
    return `127.0.0.1:${this.socket.address().port}`
  }

  alias(name: string, target: string): void {
    this.aliases.set(name, target)
  }

  private answer(query: Buffer): Buffer {
    const labels: string[] = []
    let at = HEADER_BYTES
    for (let length = query.readUInt8(at); length > 0; length = query.readUInt8(at)) {
      labels.push(query.toString("latin1", at + 1, at + 1 + length))
      at += 1 + length
    }
    const question = query.subarray(HEADER_BYTES, at + 5)
    const target = this.aliases.get(labels.join(".").toLowerCase())
    const header = Buffer.alloc(HEADER_BYTES)
    header.writeUInt16BE(query.readUInt16BE(0), 0)
    header.writeUInt16BE(RESPONSE | (target === undefined ? NXDOMAIN : 0), 2)
    header.writeUInt16BE(1, 4)
    header.writeUInt16BE(target === undefined ? 0 : 1, 6)
    if (target === undefined) return Buffer.concat([header, question])
    const name = encoded(target)
    const record = Buffer.from([...QUESTION_NAME, 0, CNAME, ...CLASS_IN, ...TTL_60, 0, name.length])
    return Buffer.concat([header, question, record, name])
  }

  stop(): void {
    this.socket.close()
  }
}
