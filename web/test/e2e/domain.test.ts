import { join } from "node:path"
import { afterAll, beforeAll, expect, it } from "vitest"
import { paths } from "~/paths"
import { Caravel, freePorts, temporaryFolder } from "../../../conformance/peers/support/caravel.mjs"
import { DnsServer } from "./support/dns-server"
import { passGates } from "./support/gates"
import { Person, relayOf } from "./support/people"
import { signedIn } from "./support/session"
import { visitors } from "./support/visitor"

const { come } = visitors()
const NAME = "chat.club.example"
/** Longer than the rest between two checks of a waiting domain. */
const CHECKED_MS = 90_000

let data: Awaited<ReturnType<typeof temporaryFolder>>
let caravel: Caravel
let dns: DnsServer[]

/** A server with custom domains, whose DNS is in this process. No proxy answers, so a domain is verified and not live. */
beforeAll(async () => {
  data = await temporaryFolder()
  dns = [await DnsServer.start(), await DnsServer.start()]
  const [edgePort, closed] = await freePorts(2)
  caravel = await Caravel.start({
    DATA_DIR: join(data.folder, "data"),
    EDGE_PORT: `${edgePort}`,
    EDGE_PROBE: `127.0.0.1:${closed}`,
    DOMAIN_RESOLVERS: dns.map(({ address }) => address).join(","),
  })
})

afterAll(async () => {
  await caravel?.stop()
  for (const server of dns ?? []) server.stop()
  await data?.remove()
})

it("a custom domain is refused, added, seen by DNS without a reload, and removed, by the keyboard", async () => {
  const owner = new Person()
  const relay = await relayOf(owner, "club", {}, caravel.url)
  const visitor = await come(await signedIn(owner, false, caravel.url))
  visitor.pardon(/status of 422/)
  const { page } = visitor
  await page.goto(paths.editRelay(relay.id))
  const field = page.getByLabel("Domain", { exact: true })
  const enter = async (name: string) => {
    await field.focus()
    await field.fill(name)
    await page.keyboard.press("Enter")
  }
  await enter("")
  await page.getByText("Enter a domain.", { exact: true }).waitFor()
  await enter("under.localhost")
  await page.getByText("Names under localhost are chosen as the relay’s subdomain.").waitFor()
  await enter("not a domain")
  await page.getByText("Enter a domain in lower case", { exact: false }).waitFor()
  expect(await field.getAttribute("aria-invalid")).toBe("true")
  await passGates(page, "domain-refused")

  await enter(NAME)
  const records = page.getByRole("table", { name: "DNS records" })
  await records.getByText("club.localhost", { exact: true }).waitFor()
  await records.getByText(`_caravel.${NAME}`).waitFor()
  const steps = page.getByRole("list", { name: "Custom domain" }).getByRole("listitem")
  await steps.first().getByText(`${NAME} has no CNAME record.`, { exact: false }).waitFor()
  await passGates(page, "domain-waiting")

  for (const server of dns) server.alias(NAME, "club.localhost")
  await page.getByRole("button", { name: "Check now" }).focus()
  await page.keyboard.press("Enter")
  await steps.nth(1).getByText("Done").waitFor({ timeout: CHECKED_MS })
  await passGates(page, "domain-verified")

  const address = page.getByLabel("Address", { exact: true })
  await address.fill("other-club")
  await page.getByText(`If ${NAME} has a CNAME record, change it to other-club.localhost`, { exact: false }).waitFor()
  await passGates(page, "domain-renamed")
  await address.fill("club")

  await page.getByRole("button", { name: "Remove domain" }).focus()
  await page.keyboard.press("Enter")
  const sure = page.getByRole("alertdialog").or(page.getByRole("dialog"))
  await sure.getByText(`Remove ${NAME}?`).waitFor()
  await passGates(page, "domain-remove")
  await page.keyboard.press("Escape")
  await sure.waitFor({ state: "detached" })
  await page.getByRole("button", { name: "Remove domain" }).click()
  await sure.getByRole("button", { name: "Remove domain" }).focus()
  await page.keyboard.press("Enter")
  await field.waitFor()
  expect(await owner.ask("GET", `/relays/${relay.id}`, undefined, caravel.url)).toMatchObject({ custom_domain: "" })
})
