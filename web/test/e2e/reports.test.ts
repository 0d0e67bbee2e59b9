import { afterAll, beforeAll, expect, it } from "vitest"
import { paths } from "~/paths"
import { Caravel, temporaryFolder } from "../../../conformance/peers/support/caravel.mjs"
import { passGates } from "./support/gates"
import { operatorIn, Person, relayOf } from "./support/people"
import { signedIn } from "./support/session"
import { visitors } from "./support/visitor"

const { come } = visitors()
let caravel: Caravel
let data: Awaited<ReturnType<typeof temporaryFolder>>

beforeAll(async () => {
  data = await temporaryFolder()
  caravel = await Caravel.start({ DATA_DIR: data.folder, OPERATOR_NAME: "Harbour Hosting Ltd" })
})
afterAll(async () => {
  await caravel.stop()
  await data.remove()
})

it("a visitor reports a relay, the operator suspends it, and both sides read the reason", async () => {
  const owner = new Person()
  const relay = await relayOf(owner, "pirates", { plan_id: "free", info_name: "Pirates" }, caravel.url)
  const visitor = await come({ url: caravel.url })
  await visitor.page.goto(`${paths.report}?relay=${relay.url.replace(/^wss?:\/\//, "")}`)
  await visitor.page.getByLabel("What’s wrong?").selectOption("illegal")
  await visitor.page.getByLabel("What happened?").fill("They sell stolen goods.")
  await passGates(visitor.page, "report")
  await visitor.page.getByRole("button", { name: "Send report" }).click()
  await visitor.page.getByText("Thank you. Your report was sent.").waitFor()
  await visitor.page.getByRole("link", { name: "Show the outcome" }).click()
  await visitor.page.getByRole("heading", { name: "Not decided yet" }).waitFor()

  const operator = await operatorIn(data.folder)
  const desk = await come(await signedIn(operator, true, caravel.url))
  await desk.page.goto(paths.admin)
  await desk.page.getByText("1 report waits for you.").waitFor()
  await desk.page.getByRole("link", { name: "Show the reports" }).click()
  await desk.page.getByText("They sell stolen goods.").waitFor()
  await passGates(desk.page, "admin-reports")
  await desk.page.getByRole("button", { name: "Decide the report about Pirates" }).click()
  const dialog = desk.page.getByRole("dialog", { name: "Decide this report" })
  await dialog.getByLabel("Suspend the relay").check()
  await dialog.getByLabel("Your sentence").fill("Stolen goods are not allowed here.")
  await dialog.getByRole("button", { name: "Decide" }).click()
  await dialog.waitFor({ state: "detached" })

  await visitor.page.reload()
  await visitor.page.getByRole("heading", { name: "The community was taken offline" }).waitFor()
  await visitor.page.getByText("Stolen goods are not allowed here.").waitFor()

  const owners = await come(await signedIn(owner, false, caravel.url))
  await owners.page.goto(paths.relay(relay.id))
  await owners.page
    .getByText(/Stolen goods are not allowed here/)
    .first()
    .waitFor()
  expect(await owners.page.getByText("They sell stolen goods.").count()).toBe(0)
})

it("an announcement reaches the account of a tenant", async () => {
  const owner = new Person()
  await relayOf(owner, "readers", { plan_id: "free", info_name: "Readers" }, caravel.url)
  const operator = await operatorIn(data.folder)
  const desk = await come(await signedIn(operator, true, caravel.url))
  await desk.page.goto(paths.adminBroadcasts)
  await desk.page.getByLabel("Subject").fill("Maintenance on Sunday")
  await desk.page.getByLabel("Message").fill("Relays restart at 6:00 UTC.")
  await passGates(desk.page, "admin-broadcasts")
  await desk.page.getByRole("button", { name: "Send" }).click()
  await desk.page.getByRole("dialog", { name: "Send this announcement?" }).getByRole("button", { name: "Send" }).click()
  await desk.page.getByRole("heading", { name: "Maintenance on Sunday" }).waitFor()
  await desk.page.getByText("Sent", { exact: true }).first().waitFor()

  const owners = await come(await signedIn(owner, false, caravel.url))
  await owners.page.goto(paths.account)
  await owners.page.getByText("Relays restart at 6:00 UTC.").first().waitFor()
})

it("two relays are suspended at once, their owners read the reason, and the suspensions are lifted", async () => {
  const owner = new Person()
  const relays = [
    await relayOf(owner, "spam-one", { plan_id: "free", info_name: "Spam one" }, caravel.url),
    await relayOf(owner, "spam-two", { plan_id: "free", info_name: "Spam two" }, caravel.url),
  ]
  const { page: desk } = await come(await signedIn(await operatorIn(data.folder), true, caravel.url))
  await desk.goto(paths.adminRelays)
  const select = async () => {
    for (const name of ["Spam one", "Spam two"]) await desk.getByRole("checkbox", { name: `Select ${name}` }).check()
    await desk.getByText("2 selected").waitFor()
  }
  const confirm = async (title: string, action: string, reason: string) => {
    const dialog = desk.getByRole("dialog", { name: title })
    await dialog.getByLabel("Reason").fill(reason)
    await dialog.getByRole("button", { name: action }).click()
    await dialog.waitFor({ state: "detached" })
    await desk.getByText("2 relays were changed.").last().waitFor()
  }
  await select()
  await passGates(desk, "admin-relays-selected")
  await desk.getByRole("button", { name: "Suspend", exact: true }).click()
  await confirm("Suspend 2 relays?", "Suspend", "Unsolicited advertising is not allowed here.")

  const { page: owners } = await come(await signedIn(owner, false, caravel.url))
  for (const { id } of relays) {
    await owners.goto(paths.relay(id))
    await owners.getByText("The host suspended this relay.").waitFor()
    await owners
      .getByText(/Unsolicited advertising is not allowed here/)
      .first()
      .waitFor()
  }

  await select()
  await desk.getByRole("button", { name: "Lift suspension" }).click()
  await confirm("Lift 2 suspensions?", "Lift suspension", "It was a mistake.")
  await owners.getByText("The host suspended this relay.").waitFor({ state: "detached" })
  await owners.getByText("Online", { exact: true }).first().waitFor()
})
