// The part of `ws` that the walks use.
declare module "ws" {
  export default class WebSocket {
    constructor(address: string, options?: object)
    on(event: string, listener: (...args: unknown[]) => void): void
    send(text: string): void
    close(): void
  }
}
