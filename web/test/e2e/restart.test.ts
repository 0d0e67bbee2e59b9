import { afterAll, beforeAll, expect, it } from "vitest"
import { paths } from "~/paths"
import { Caravel, temporaryFolder } from "../../../conformance/peers/support/caravel.mjs"
import { Person, relayOf } from "./support/people"
import { signedIn } from "./support/session"
import { visitors } from "./support/visitor"

const { come } = visitors()
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

it("a page that is open while the server is killed says so, and goes on by itself when it is back", async () => {
  const owner = new Person()
  const relay = await relayOf(owner, "survivor", {}, caravel.url)
  const visitor = await come(await signedIn(owner, false, caravel.url))
  visitor.pardon(
    /ERR_(CONNECTION_REFUSED|INCOMPLETE_CHUNKED_ENCODING|CONNECTION_RESET|EMPTY_RESPONSE|SOCKET_NOT_CONNECTED)/,
  )
  const { page } = visitor
  await page.goto(paths.relay(relay.id))
  await page.getByRole("heading", { name: "survivor" }).waitFor()
  await page.getByText("You created the relay").waitFor()

  await caravel.stop("SIGKILL")
  await page.getByText("The server does not answer.", { exact: false }).waitFor()
  expect(await page.getByRole("heading", { name: "survivor" }).isVisible(), "what was read stays").toBe(true)

  await caravel.launch({ DATA_DIR: data.folder, PORT: `${caravel.port}`, ENGINE_PORT: `${caravel.enginePort}` })
  await page.getByText("The server does not answer.", { exact: false }).waitFor({ state: "detached", timeout: 40_000 })
  await owner.ask("PUT", `/relays/${relay.id}`, { info_name: "Still here" }, caravel.url)
  await page.getByRole("heading", { name: "Still here" }).waitFor()
})
