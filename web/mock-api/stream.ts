const HEARTBEAT_MS = 15_000

/** Whose news a listener wants: one key's, or everybody's. */
type Listener = { pubkey: string | undefined; send: (text: string) => void; end: () => void }

/** Server-sent events as the server writes them, kept so that a listener can resume. */
export class MockStream {
  private readonly listeners = new Set<Listener>()
  private readonly log: { owner: string; text: string }[] = []
  private readonly run = "0123456789abcdef"

  /** Tells everybody who may know. */
  tell(owner: string, name: string, data: unknown): void {
    const text = `id: ${this.run}-${this.log.length}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`
    this.log.push({ owner, text })
    for (const one of this.listeners) if (!one.pubkey || one.pubkey === owner) one.send(text)
  }

  /** Everybody is to read everything again. */
  reset(): void {
    for (const one of this.listeners) one.send(`id: ${this.run}-${this.log.length}\nevent: reset\ndata: {}\n\n`)
  }

  /** Cuts every open stream, as a restart of the server does. */
  cut(): void {
    for (const one of [...this.listeners]) one.end()
  }

  get listening(): number {
    return this.listeners.size
  }

  /** An answer that stays open. */
  open(pubkey: string | undefined, lastSeen: string | null): Response {
    const encoder = new TextEncoder()
    let close = () => {}
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        const send = (text: string) => controller.enqueue(encoder.encode(text))
        const beat = setInterval(() => send(": still here\n\n"), HEARTBEAT_MS)
        const listener: Listener = {
          pubkey,
          send,
          end: () => {
            close()
            controller.close()
          },
        }
        close = () => {
          clearInterval(beat)
          this.listeners.delete(listener)
        }
        send(`: welcome\nid: ${this.run}-${this.log.length - 1}\n\n`)
        if (lastSeen) this.resume(lastSeen, listener)
        this.listeners.add(listener)
      },
      cancel: () => close(),
    })
    const headers = { "Content-Type": "text/event-stream", "Cache-Control": "no-store" }
    return new Response(body, { headers })
  }

  private resume(lastSeen: string, listener: Listener): void {
    const [, run, at] = /^([0-9a-f]+)-(-?\d+)$/.exec(lastSeen) ?? []
    if (run !== this.run) {
      listener.send(`id: ${this.run}-${this.log.length - 1}\nevent: reset\ndata: {}\n\n`)
      return
    }
    for (const { owner, text } of this.log.slice(Number(at) + 1)) {
      if (!listener.pubkey || listener.pubkey === owner) listener.send(text)
    }
  }
}
