import { afterAll, beforeAll } from "vitest"
import { Caravel, temporaryFolder } from "../../../../conformance/peers/support/caravel.mjs"
import { until } from "./people"

/** What a browser logs of a server that is not there, or that died while it was answering or a socket was being opened. */
export const NO_SERVER =
  /ERR_(CONNECTION_REFUSED|INCOMPLETE_CHUNKED_ENCODING|CONNECTION_RESET|EMPTY_RESPONSE|SOCKET_NOT_CONNECTED)|WebSocket .* closed before receiving a handshake/

/** A server for the walks of one file alone, which may kill it and bring it back at the same address with all that it had. */
export function mortalServer(): {
  url: () => string
  /** Where its data lie. */
  folder: () => string
  kill: () => Promise<unknown>
  revive: () => Promise<void>
} {
  let data: Awaited<ReturnType<typeof temporaryFolder>>
  let caravel: Caravel
  beforeAll(async () => {
    data = await temporaryFolder()
    caravel = await Caravel.start({ DATA_DIR: data.folder })
  })
  afterAll(async () => {
    await caravel.stop()
    await data.remove()
  })
  return {
    url: () => caravel.url,
    folder: () => data.folder,
    kill: () => caravel.stop("SIGKILL"),
    revive: async () => {
      await caravel.launch({ DATA_DIR: data.folder, PORT: `${caravel.port}`, ENGINE_PORT: `${caravel.enginePort}` })
      // Its log says "ready" since the first start: it is ready when it answers.
      await until(async () => (await fetch(`${caravel.url}/healthz`).catch(() => undefined))?.ok, "the server")
    },
  }
}
