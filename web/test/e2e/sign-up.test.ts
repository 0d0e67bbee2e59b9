import { afterAll, beforeAll, expect, it } from "vitest"
import { paths } from "~/paths"
import { Caravel, temporaryFolder } from "../../../conformance/peers/support/caravel.mjs"
import { passGates } from "./support/gates"
import { operatorIn, Person } from "./support/people"
import { signedIn } from "./support/session"
import { visitors } from "./support/visitor"

const { come } = visitors()
let caravel: Caravel
let data: Awaited<ReturnType<typeof temporaryFolder>>

beforeAll(async () => {
  data = await temporaryFolder()
  caravel = await Caravel.start({
    DATA_DIR: data.folder,
    SIGN_UP: "invitation",
    OPERATOR_CONTACT: "mailto:help@harbour.example",
    OPERATOR_TAGLINE: "Hosted with <b>care</b> in Cork.",
  })
})
afterAll(async () => {
  await caravel.stop()
  await data.remove()
})

it("a newcomer needs an invitation, and creates a relay with one", async () => {
  const stranger = await come({ url: caravel.url })
  await stranger.page.goto(paths.home)
  await stranger.page.getByText("New communities need an invitation here.").first().waitFor()
  // The operator's line is text, never HTML.
  await stranger.page.getByText("Hosted with <b>care</b> in Cork.").waitFor()
  expect(await stranger.page.getByRole("button", { name: "Get started" }).count()).toBe(0)
  await passGates(stranger.page, "home-invitation")

  const refused = await come(await signedIn(new Person(), false, caravel.url))
  refused.pardon(/status of 403/)
  await refused.page.goto(`${paths.newRelay}?name=No+Way`)
  await refused.page.getByText(/is available$/).waitFor()
  await refused.page.getByRole("button", { name: "Create relay" }).click()
  await refused.page
    .getByText(/^New accounts need an invitation here\. Ask the people .*help@harbour\.example/)
    .waitFor()

  const desk = await come(await signedIn(await operatorIn(data.folder), true, caravel.url))
  await desk.page.goto(paths.adminTenants)
  await desk.page.goto(paths.adminInvitations)
  await desk.page.getByLabel("Note").fill("For the choir")
  await desk.page.getByRole("button", { name: "Create invitation" }).click()
  await desk.page.getByText(/^Copy this link now/).waitFor()
  await passGates(desk.page, "admin-invitations")
  const link =
    (await desk.page
      .getByText(/\/invitation#[0-9a-f]{32}/)
      .first()
      .textContent()) ?? ""
  const code = /[0-9a-f]{32}/.exec(link)?.[0] ?? ""

  const guest = await come(await signedIn(new Person(), false, caravel.url))
  await guest.page.goto(`${paths.invitation}#${code}`)
  await guest.page.getByRole("heading", { name: "You’re invited" }).waitFor()
  expect(new URL(guest.page.url()).hash).toBe("")
  await passGates(guest.page, "invitation")
  await guest.page.getByRole("link", { name: "Create relay" }).click()
  await guest.page.getByLabel("Relay name").fill("Invited Choir")
  await guest.page.getByText(/is available$/).waitFor()
  await guest.page.getByRole("button", { name: "Create relay" }).click()
  await guest.page.getByRole("heading", { name: "Invited Choir" }).waitFor()

  await desk.page.reload()
  await desk.page.getByText("Used up").waitFor()
  const late = await come(await signedIn(new Person(), false, caravel.url))
  late.pardon(/status of 403/)
  await late.page.goto(`${paths.invitation}#${code}`)
  await late.page.getByRole("link", { name: "Create relay" }).click()
  await late.page.getByLabel("Relay name").fill("Too Late")
  await late.page.getByText(/is available$/).waitFor()
  await late.page.getByRole("button", { name: "Create relay" }).click()
  await late.page.getByText(/^This invitation has expired, was withdrawn, or was used already\./).waitFor()
})
