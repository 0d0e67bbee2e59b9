// A DNS server on loopback (UDP) that answers from a list of records, as a recursive resolver would.
import { createSocket } from "node:dgram"
import packet from "dns-packet"

const NXDOMAIN = 3

export class DnsServer {
  static async start() {
    const server = new DnsServer()
    await new Promise((resolve) => server.socket.bind(0, "127.0.0.1", resolve))
    return server
  }

  constructor() {
    this.records = []
    this.socket = createSocket("udp4")
    this.socket.on("message", (bytes, from) => this.socket.send(this.answer(bytes), from.port, from.address))
  }

  get address() {
    return `127.0.0.1:${this.socket.address().port}`
  }

  // Replaces the records of this name.
  set(name, type, data) {
    this.records = this.records.filter((record) => record.name !== name)
    this.records.push({ name, type, data, ttl: 60 })
  }

  answer(bytes) {
    const { id, questions } = packet.decode(bytes)
    const [{ name, type }] = questions
    const ofName = this.records.filter((record) => record.name === name.toLowerCase())
    const answers = ofName.filter((record) => record.type === type || record.type === "CNAME")
    const flags = packet.RECURSION_AVAILABLE | (ofName.length === 0 ? NXDOMAIN : 0)
    return packet.encode({ type: "response", id, flags, questions, answers })
  }

  stop() {
    this.socket.close()
  }
}
