// The part of `ws` that the tests use.
declare module "ws" {
  export default class WebSocket {
    constructor(address: string, options?: object)
    on(event: string, listener: (...args: unknown[]) => void): void
    send(text: string): void
    close(): void
  }
  export class WebSocketServer {
    constructor(options: { port: number; host: string })
    readonly clients: Set<WebSocket & { terminate(): void }>
    on(event: string, listener: (...args: unknown[]) => void): void
    address(): { port: number }
    close(done?: () => void): void
  }
}
