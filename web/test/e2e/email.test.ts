import { afterAll, beforeAll, expect, it } from "vitest"
import { paths } from "~/paths"
import { Caravel, temporaryFolder } from "../../../conformance/peers/support/caravel.mjs"
import { passGates } from "./support/gates"
import { MailServer } from "./support/mail-server"
import { operatorIn, Person, relayOf, until } from "./support/people"
import { signedIn } from "./support/session"
import { visitors } from "./support/visitor"

const { come } = visitors()
let mail: MailServer
let caravel: Caravel
let data: Awaited<ReturnType<typeof temporaryFolder>>

beforeAll(async () => {
  mail = await MailServer.start()
  data = await temporaryFolder()
  caravel = await Caravel.start({
    DATA_DIR: data.folder,
    SMTP_URL: mail.url,
    MAIL_FROM: "notices@harbour.example",
    OPERATOR_NAME: "Harbour Hosting Ltd",
  })
})
afterAll(async () => {
  await caravel.stop()
  await mail.stop()
  await data.remove()
})

it("an address is added, confirmed with the link in the mail, gets a notice, and is unsubscribed", async () => {
  const owner = new Person()
  const relay = await relayOf(owner, "mailed", { plan_id: "basic", info_name: "Night Shift" }, caravel.url)
  const { page } = await come(await signedIn(owner, false, caravel.url))
  await page.goto(paths.account)
  await page.getByRole("button", { name: "Add an email address" }).click()
  const dialog = page.getByRole("dialog", { name: "Add an email address" })
  await dialog.getByLabel("Email address").fill("ann@club.example")
  await dialog.getByRole("button", { name: "Send the mail" }).click()
  await dialog.waitFor({ state: "detached" })
  const part = page.getByRole("region", { name: "Email", exact: true })
  await part.getByText("ann@club.example").waitFor()

  const first = await until(async () => mail.texts()[0], "the mail with the link")
  expect(first).toContain("Subject: =?UTF-8?Q?Confirm_your_email_address")
  expect(first).toContain("List-Unsubscribe-Post: List-Unsubscribe=One-Click")
  const link = /http:\S+\/email\/verify#\S+/.exec(first)?.[0] ?? ""
  // A device without a session.
  const reader = await come({ url: caravel.url })
  await reader.page.goto(link)
  await passGates(reader.page, "email-verify")
  await reader.page.getByRole("button", { name: "Confirm" }).click()
  await reader.page.getByRole("heading", { name: "Your email address is confirmed" }).waitFor()

  await page.reload()
  await part.getByText("Gets our messages").waitFor()
  const operator = await operatorIn(data.folder)
  await operator.ask("POST", `/relays/${relay.id}/suspend`, { reason: "It is spam" }, caravel.url)
  const notice = await until(
    () => mail.texts().find((text) => text.includes("A_relay_of_yours_is_suspended")),
    "the mail with the notice",
  )
  expect(notice).toContain("Night Shift")
  expect(notice).toContain("Harbour Hosting Ltd")
  await page.reload()
  await page.getByText("Sent by email.").first().waitFor()

  await reader.page.goto(/http:\S+\/email\/unsubscribe\?token=[^\s>]+/.exec(notice)?.[0] ?? "")
  await passGates(reader.page, "email-unsubscribe")
  await reader.page.getByRole("button", { name: "Stop the emails" }).click()
  await reader.page.getByRole("heading", { name: "No more emails are sent" }).waitFor()
  await page.reload()
  await part.getByText("Unsubscribed").waitFor()
})
