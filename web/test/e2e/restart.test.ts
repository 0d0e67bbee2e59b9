import { expect, it } from "vitest"
import { paths } from "~/paths"
import { mortalServer, NO_SERVER } from "./support/mortal"
import { Person, relayOf } from "./support/people"
import { signedIn } from "./support/session"
import { visitors } from "./support/visitor"

const { come } = visitors()
const server = mortalServer()

it("a page that is open while the server is killed says so, and goes on by itself when it is back", async () => {
  const owner = new Person()
  const relay = await relayOf(owner, "survivor", {}, server.url())
  const visitor = await come(await signedIn(owner, false, server.url()))
  visitor.pardon(NO_SERVER)
  const { page } = visitor
  await page.goto(paths.relay(relay.id))
  await page.getByRole("heading", { name: "survivor" }).waitFor()
  // The recent activity is loaded when it is near the screen.
  await page.locator("#lately").scrollIntoViewIfNeeded()
  await page.getByText("You created the relay").waitFor()

  await server.kill()
  await page.getByText("The server isn’t responding.", { exact: false }).waitFor()
  expect(await page.getByRole("heading", { name: "survivor" }).isVisible(), "what was read stays").toBe(true)

  await server.revive()
  await page.getByText("The server isn’t responding.", { exact: false }).waitFor({ state: "detached", timeout: 40_000 })
  await owner.ask("PUT", `/relays/${relay.id}`, { info_name: "Still here" }, server.url())
  await page.getByRole("heading", { name: "Still here" }).waitFor()
})
