import { decode } from "nostr-tools/nip19"
import { preview } from "vite"
import { freePorts } from "../../../../conformance/peers/support/caravel.mjs"
import { ACCOUNTS } from "../../../mock-api/people.ts"
import { Person } from "./people"

const WEB = new URL("../../../", import.meta.url).pathname

/** The built app over invented data in every state, for what a real server gets into only by accident. */
export class InventedWorld {
  private constructor(
    readonly url: string,
    private readonly end: () => Promise<void>,
  ) {}

  static async open(): Promise<InventedWorld> {
    const [port] = await freePorts(1)
    const server = await preview({
      root: WEB,
      mode: "mock",
      logLevel: "error",
      preview: { host: "localhost", strictPort: true, ...(port ? { port } : {}) },
    })
    return new InventedWorld(`http://localhost:${port}`, () => server.close())
  }

  /** Somebody of this world, who can sign. */
  person(who: keyof typeof ACCOUNTS): Person {
    const key = decode(ACCOUNTS[who].nsec)
    if (key.type !== "nsec") throw new Error(`not a key of ${who}`)
    return new Person(key.data)
  }

  close(): Promise<void> {
    return this.end()
  }
}
