type Heard = (event: { data: unknown }) => void

/** Channels between the tabs of one browser, delivered in turn; `goAway` is what closing all tabs does. */
export class TestChannel {
  static readonly open = new Set<TestChannel>()
  static goAway() {
    TestChannel.open.clear()
  }

  onmessage: Heard | null = null
  readonly name: string

  constructor(name: string) {
    this.name = name
    TestChannel.open.add(this)
  }

  postMessage(data: unknown) {
    const copy = structuredClone(data)
    for (const other of TestChannel.open) {
      if (other !== this && other.name === this.name) queueMicrotask(() => other.onmessage?.({ data: copy }))
    }
  }

  close() {
    TestChannel.open.delete(this)
  }
}
