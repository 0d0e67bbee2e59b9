import { type NodeSocket, WebSocketServer } from "../../e2e/support/sockets"

type Event = { id: string; kind: number; pubkey: string; tags: string[][]; content: string }
type Filter = { kinds?: number[]; authors?: string[]; "#p"?: string[] }

/** A relay on a socket of its own that passes events on and keeps none: as much as NIP-46 needs. */
export class TestRelay {
  /** Answers every event with a no. */
  refuses = false
  /** The accepted events, oldest first. */
  readonly taken: Event[] = []
  readonly #server: InstanceType<typeof WebSocketServer>
  readonly #filters = new Map<NodeSocket, Filter>()

  private constructor(server: InstanceType<typeof WebSocketServer>) {
    this.#server = server
    server.on("connection", (socket) => this.#accept(socket as NodeSocket))
  }

  /** Listens on a free port of this machine, or on the one given. */
  static start(port = 0): Promise<TestRelay> {
    const server = new WebSocketServer({ port, host: "127.0.0.1" })
    return new Promise((resolve) => server.on("listening", () => resolve(new TestRelay(server))))
  }

  get port(): number {
    return this.#server.address().port
  }

  get url(): string {
    return `ws://127.0.0.1:${this.port}`
  }

  /** How many are listening now. */
  get listeners(): number {
    return this.#filters.size
  }

  stop(): Promise<void> {
    for (const client of this.#server.clients) client.terminate()
    return new Promise((resolve) => this.#server.close(() => resolve()))
  }

  #accept(socket: NodeSocket): void {
    socket.on("close", () => this.#filters.delete(socket))
    socket.on("message", (data) => {
      const message = JSON.parse(String(data))
      if (message[0] === "REQ") {
        this.#filters.set(socket, message[2])
        socket.send(JSON.stringify(["EOSE", message[1]]))
      } else if (message[0] === "EVENT") this.#pass(socket, message[1])
    })
  }

  #pass(from: NodeSocket, event: Event): void {
    from.send(JSON.stringify(["OK", event.id, !this.refuses, this.refuses ? "blocked: no" : ""]))
    if (this.refuses) return
    this.taken.push(event)
    for (const [socket, filter] of this.#filters) {
      const wanted =
        (!filter.kinds || filter.kinds.includes(event.kind)) &&
        (!filter.authors || filter.authors.includes(event.pubkey)) &&
        (!filter["#p"] || event.tags.some(([name, value]) => name === "p" && filter["#p"]?.includes(value ?? "")))
      if (wanted) socket.send(JSON.stringify(["EVENT", "scripted", event]))
    }
  }
}
