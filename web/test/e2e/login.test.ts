import { text as textOf } from "node:stream/consumers"
import { decode, nsecEncode } from "nostr-tools/nip19"
import { decrypt } from "nostr-tools/nip49"
import { getPublicKey } from "nostr-tools/pure"
import type { Page } from "playwright-core"
import { describe, expect, inject, it, onTestFinished } from "vitest"
import { copiedBy } from "./support/clipboard"
import { ScriptedExtension } from "./support/extension"
import { passGates } from "./support/gates"
import { Person, until } from "./support/people"
import { ScriptedSigner } from "./support/signer-app"
import { keptByThePage } from "./support/storage"
import { type Visitor, visitors } from "./support/visitor"

const { come: comeIn } = visitors()
/** Whoever has made a key and no relay is no tenant yet: the server says so, and the browser logs that. */
async function come(): Promise<Visitor> {
  const visitor = await comeIn()
  visitor.pardon(/status of 404 .*\/tenants\/[0-9a-f]{64}(\/[a-z]+)?\)/)
  return visitor
}
const PASSWORD = "cedar-lantern-47-porto"
/** Locking and opening a key is slow on purpose. */
const LOCKING_MS = 60_000
const systemRelay = () => `ws://localhost:${inject("harness").enginePort}`
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex")

/** The key must be nowhere, in none of the writings that a program might use. */
async function expectNotKept(page: Page, secret: Uint8Array): Promise<void> {
  const kept = await keptByThePage(page)
  expect(kept).not.toContain(hex(secret))
  expect(kept).not.toContain(nsecEncode(secret))
  expect(kept).not.toContain([...secret].join())
  expect(kept).not.toContain(Buffer.from(secret).toString("base64").slice(0, 40))
}

const whoIsIn = (page: Page): Promise<string> =>
  page.evaluate(() => JSON.parse(sessionStorage.getItem("session") ?? "{}").pubkey ?? "")

async function arrives(page: Page, path: string, pubkey: string): Promise<void> {
  await page.waitForURL((url) => url.pathname === path)
  expect(await whoIsIn(page)).toBe(pubkey)
}

async function scriptedSigner(): Promise<ScriptedSigner> {
  const signer = new ScriptedSigner(systemRelay())
  onTestFinished(() => signer.stop())
  await signer.start()
  return signer
}

/** Makes a key on the page and goes in; the saved file's text and the key in it. */
async function makesKey(
  visitor: Visitor,
  name: string,
  pictures = false,
): Promise<{ file: string; secret: Uint8Array }> {
  const { page } = visitor
  await page.getByRole("link", { name: "Create a key" }).click()
  await page.getByLabel("Your name").fill(name)
  await page.getByLabel("File password").fill(PASSWORD)
  if (pictures) await passGates(page, "login-new-key")
  const saving = page.waitForEvent("download", { timeout: LOCKING_MS })
  await page.getByRole("button", { name: "Save key file" }).click()
  const file = await textOf(await (await saving).createReadStream())
  await page.getByLabel(/I’ve saved the file/).check()
  await page.getByRole("button", { name: "Continue" }).click()
  await page.waitForURL((url) => url.pathname !== "/login")
  return { file, secret: decrypt(/ncryptsec1\w+/.exec(file)?.[0] ?? "", PASSWORD) }
}

describe("login", () => {
  it("creates_a_key_in_one_form_and_returns_with_nothing_kept_but_the_locked_file", async () => {
    const visitor = await come()
    const { page } = visitor
    await page.goto("/login?next=%2Frelays%2Fnew%3Fname%3DChess")
    const { secret } = await makesKey(visitor, "Ines", true)
    const pubkey = getPublicKey(secret)
    await arrives(page, "/relays/new", pubkey)
    await expect.poll(() => page.getByLabel("Relay name").inputValue()).toBe("Chess")
    await expectNotKept(page, secret)
  })

  it("goes_on_only_after_the_file_was_saved_with_the_password_that_stands_there", async () => {
    const { page } = await come()
    await page.goto("/login?way=new")
    await page.getByLabel("Your name").fill("Ines")
    const goOn = page.getByRole("button", { name: "Continue" })
    await page.getByLabel("File password").fill("short")
    await page.getByRole("button", { name: "Save key file" }).click()
    await page.getByText("7 more characters.").waitFor()
    await page.getByLabel(/I’ve saved the file/).check()
    expect(await goOn.getAttribute("aria-disabled")).toBe("true")
    await page.getByText("Save the key file first.").waitFor()
    await page.getByLabel("File password").fill(PASSWORD)
    const saving = page.waitForEvent("download", { timeout: LOCKING_MS })
    await page.getByRole("button", { name: "Save key file" }).click()
    expect((await saving).suggestedFilename()).toBe("caravel-key-ines.txt")
    await page.getByRole("button", { name: "Save it again" }).waitFor()
    expect(await goOn.getAttribute("aria-disabled")).toBeNull()
    await page.getByLabel("File password").fill(`${PASSWORD}!`)
    await page.getByText(/Save the key file again\.$/).waitFor()
    expect(await goOn.getAttribute("aria-disabled")).toBe("true")
  })

  it("opens_a_key_file_and_asks_only_its_password_next_time", async () => {
    const visitor = await come()
    const { page } = visitor
    await page.goto("/login")
    const { file, secret } = await makesKey(visitor, "Marta")
    const other = (await come()).page
    await other.goto("/login?way=file")
    await passGates(other, "login-key-file")
    const choosing = other.waitForEvent("filechooser")
    await other.getByRole("button", { name: "Choose key file" }).click()
    await (await choosing).setFiles({ name: "key.txt", mimeType: "text/plain", buffer: Buffer.from(file) })
    await other.getByLabel(/^(File|Key file) password/).fill("not the password")
    await other.getByRole("button", { name: "Log in" }).click()
    await other.getByText("That’s not the password for this key file.").waitFor()
    await other.getByLabel(/^(File|Key file) password/).fill(PASSWORD)
    await other.getByLabel(/Keep the locked key/).check()
    await other.getByRole("button", { name: "Log in" }).click()
    await arrives(other, "/relays", getPublicKey(secret))
    await expectNotKept(other, secret)
    await other.evaluate(() => sessionStorage.clear())
    await other.goto("/login")
    await other.getByRole("link", { name: /Marta, saved on this device/ }).click()
    await other.getByLabel(/^(File|Key file) password/).fill(PASSWORD)
    await other.getByRole("button", { name: "Log in" }).click()
    await arrives(other, "/relays", getPublicKey(secret))
  })

  it("takes_the_operator_s_bare_key_and_keeps_it_nowhere", async () => {
    const nsec = inject("harness").operatorNsec
    const secret = decode(nsec as `nsec1${string}`).data
    const { page } = await come()
    await page.goto("/login?next=/admin")
    await page.getByText("Other ways", { exact: true }).click()
    await page.getByRole("link", { name: "Use a secret key" }).click()
    await passGates(page, "login-secret-key")
    await page.getByLabel("Secret key", { exact: true }).fill("npub1abc")
    await page.getByRole("button", { name: "Log in" }).click()
    await page.getByText("That’s your ID, which is public.").waitFor()
    await page.getByLabel("Secret key", { exact: true }).fill(nsec)
    await page.getByRole("button", { name: "Log in" }).click()
    await arrives(page, "/admin", getPublicKey(secret))
    await expectNotKept(page, secret)
  })
})

/** The session of this page ends now, as after half an hour away. */
const endSession = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const held = JSON.parse(sessionStorage.getItem("session") ?? "{}")
    sessionStorage.setItem("session", JSON.stringify({ ...held, until: 1 }))
  })

describe("a session that is over", () => {
  it("asks_for_the_password_over_the_page_and_goes_on_there", async () => {
    const { page } = await visitorWithKey("Nadia")
    await page.goto("/relays")
    await endSession(page)
    await page.reload()
    const dialog = page.getByRole("dialog", { name: "Unlock to continue" })
    await dialog.waitFor()
    await passGates(page, "unlock")
    await dialog.getByLabel(/^(File|Key file) password/).fill("something else")
    await dialog.getByRole("button", { name: "Unlock" }).click()
    await dialog.getByText("That’s not the password for this key file.").waitFor()
    await dialog.getByLabel(/^(File|Key file) password/).fill(PASSWORD)
    await dialog.getByRole("button", { name: "Unlock" }).click()
    await dialog.waitFor({ state: "hidden" })
    expect(new URL(page.url()).pathname).toBe("/relays")
    await page.getByRole("heading", { level: 1 }).waitFor()
  })

  it("takes_no_other_key_and_lets_the_person_log_out", async () => {
    const { page } = await visitorWithKey("Olu")
    await page.goto("/relays")
    await endSession(page)
    await page.reload()
    const dialog = page.getByRole("dialog", { name: "Unlock to continue" })
    await dialog.getByRole("button", { name: "Use the secret key instead" }).click()
    await dialog.getByLabel("Secret key", { exact: true }).fill(inject("harness").operatorNsec)
    await dialog.getByRole("button", { name: "Unlock" }).click()
    await dialog.getByText("That key belongs to another account.").waitFor()
    await dialog.getByRole("button", { name: "Log out" }).click()
    await expect.poll(() => whoIsIn(page)).toBe("")
    await expect.poll(() => keptByThePage(page)).toContain('"values":[]')
  })

  async function visitorWithKey(name: string): Promise<Visitor> {
    const visitor = await come()
    await visitor.page.goto("/login")
    await makesKey(visitor, name)
    return visitor
  }
})

describe("login with a browser extension", () => {
  it("finds_one_that_comes_late_and_logs_in", async () => {
    const visitor = await come()
    const extension = new ScriptedExtension()
    await extension.install(visitor.context, 800)
    const { page } = visitor
    await page.goto("/login?next=/account")
    await page.getByText("Found in this browser").waitFor()
    await passGates(page, "login")
    await page.getByRole("link", { name: /Browser extension/ }).click()
    await arrives(page, "/account", extension.pubkey)
    expect(extension.signed).toEqual([27235])
  })

  it("says_what_to_do_when_the_extension_refuses_and_stops_when_told_to", async () => {
    const visitor = await come()
    const extension = new ScriptedExtension()
    await extension.install(visitor.context)
    extension.mood = "refuses"
    const { page } = visitor
    await page.goto("/login?way=extension")
    await page.getByText("The extension didn’t approve this.").waitFor()
    extension.mood = "silent"
    await page.getByRole("button", { name: "Try again" }).click()
    await page.getByText("Waiting for you to approve this in your browser extension.").waitFor()
    await passGates(page, "login-extension")
    await page.getByRole("button", { name: "Cancel" }).click()
    const heading = page.getByRole("heading", { name: "Log in with your key" })
    await heading.waitFor()
    await expect.poll(() => heading.evaluate((element) => element === document.activeElement)).toBe(true)
    expect(await whoIsIn(page)).toBe("")
  })

  it("notices_another_account_in_the_extension", async () => {
    const visitor = await come()
    const extension = new ScriptedExtension()
    await extension.install(visitor.context)
    const { page } = visitor
    await page.goto("/login?way=extension")
    await arrives(page, "/relays", extension.pubkey)
    extension.switchAccount()
    await page.evaluate(() => window.dispatchEvent(new Event("focus")))
    await page.waitForURL((url) => url.pathname === "/login")
    await page.getByText("Your browser extension switched to another account").waitFor()
    expect(await whoIsIn(page)).toBe("")
  })
})

describe("login with a signer app", () => {
  const confirm = (page: Page) => page.getByRole("button", { name: "Yes, log in" })

  it("connects_by_a_scanned_code_lets_the_person_confirm_and_goes_on_after_a_reload", async () => {
    const signer = await scriptedSigner()
    const visitor = await come()
    const { page } = visitor
    await page.goto("/login?way=app")
    await page.getByRole("img", { name: "Code to scan with your signer app" }).waitFor()
    await passGates(page, "login-signer-app")
    const link = await copiedBy(page, () => page.getByRole("button", { name: /Copy link/ }).click())
    expect(link).toMatch(/^nostrconnect:\/\/[0-9a-f]{64}\?relay=[^&]+&secret=[0-9a-f]{32}&perms=sign_event%3A27235&/)
    signer.habits.scanAnswer = "ack"
    signer.scan(link)
    await page.getByText("Your signer app uses an older method").waitFor()
    signer.habits.scanAnswer = "another word"
    signer.scan(link)
    signer.habits = {}
    signer.scan(link)
    await confirm(page).waitFor()
    await passGates(page, "login-confirm")
    expect(await whoIsIn(page)).toBe("")
    await confirm(page).click()
    await arrives(page, "/relays", signer.pubkey)
    const clients = signer.requests.filter((request) => request.method === "sign_event")
    expect(clients).toHaveLength(1)

    await expect.poll(() => keptByThePage(page)).toContain("AES-GCM")
    expect(await keptByThePage(page)).toContain('"extractable":false')
    await page.reload()
    await page.evaluate(() => {
      const held = JSON.parse(sessionStorage.getItem("session") ?? "{}")
      sessionStorage.setItem("session", JSON.stringify({ ...held, until: 1 }))
    })
    await page.reload()
    await until(() => signer.requests.filter((request) => request.method === "sign_event").length === 2, "a new token")
    await expect.poll(() => whoIsIn(page)).toBe(signer.pubkey)
  })

  it("connects_by_a_bunker_link_with_the_approval_page_as_a_button", async () => {
    const signer = await scriptedSigner()
    signer.habits.approvalPage = "http://localhost:9/approve"
    const { page } = await come()
    await page.goto("/login?way=link")
    await passGates(page, "login-connection-link")
    await page.getByLabel("Connection link").fill("nsec1abc")
    await page.getByRole("button", { name: "Connect" }).click()
    await page.getByText("That’s a secret key, not a connection link.").waitFor()
    await page.getByLabel("Connection link").fill(signer.bunkerLink)
    await page.getByRole("button", { name: "Connect" }).click()
    await confirm(page).click()
    const open = page.getByRole("link", { name: "Open its website" })
    await open.waitFor()
    expect(await open.getAttribute("href")).toBe("http://localhost:9/approve")
    expect(await open.getAttribute("rel")).toContain("noopener")
    await passGates(page, "login-approval-page")
    signer.approve()
    await arrives(page, "/relays", signer.pubkey)
    const [connect] = signer.requests
    expect(connect?.params[2]).toBe("sign_event:27235")
  })

  it("does_not_open_an_approval_page_that_is_not_safe", async () => {
    const signer = await scriptedSigner()
    signer.habits.approvalPage = "javascript:alert(1)"
    const { page } = await come()
    await page.goto("/login?way=link")
    await page.getByLabel("Connection link").fill(signer.bunkerLink)
    await page.getByRole("button", { name: "Connect" }).click()
    await confirm(page).click()
    await page.getByText("asked to open an unsafe page").waitFor()
    expect(await whoIsIn(page)).toBe("")
  })

  it("takes_nothing_that_another_key_signed", async () => {
    const signer = await scriptedSigner()
    const stranger = new Person()
    signer.habits.tamper = (signed) => stranger.event(signed.kind, signed.content, signed.tags)
    const { page } = await come()
    await page.goto("/login?way=link")
    await page.getByLabel("Connection link").fill(signer.bunkerLink)
    await page.getByRole("button", { name: "Connect" }).click()
    await confirm(page).click()
    await page.getByText("That was signed with a different key").waitFor()
    expect(await whoIsIn(page)).toBe("")
  })

  it("offers_the_connection_that_this_device_kept_when_somebody_comes_back", async () => {
    const signer = await scriptedSigner()
    const { page } = await come()
    await page.goto("/login?way=link")
    await page.getByLabel("Connection link").fill(signer.bunkerLink)
    await page.getByRole("button", { name: "Connect" }).click()
    await confirm(page).click()
    await arrives(page, "/relays", signer.pubkey)
    await expect.poll(() => keptByThePage(page)).toContain("AES-GCM")
    const leaves = async () => {
      await page.evaluate(() => sessionStorage.clear())
      await page.goto("/login")
      await page.getByRole("link", { name: /Connected on this device/ }).click()
      await page.getByRole("heading", { name: "Continue with this account?" }).waitFor()
    }
    await leaves()
    await passGates(page, "login-signer-kept")
    await page.getByRole("button", { name: "Back" }).click()
    await page.getByRole("link", { name: /Connected on this device/ }).click()
    await confirm(page).click()
    await arrives(page, "/relays", signer.pubkey)
    expect(signer.requests.filter((request) => request.method === "connect")).toHaveLength(1)
    expect(signer.requests.filter((request) => request.method === "logout")).toHaveLength(0)
    await leaves()
    await page.getByRole("button", { name: "Connect a different signer" }).click()
    await page.getByRole("img", { name: "Code to scan with your signer app" }).waitFor()
    await until(() => signer.requests.some((request) => request.method === "logout"), "a logout at the signer app")
  })

  it("forgets_the_connection_and_tells_the_app_when_somebody_logs_out", async () => {
    const signer = await scriptedSigner()
    const { page } = await come()
    await page.goto("/login?way=link")
    await page.getByLabel("Connection link").fill(signer.bunkerLink)
    await page.getByRole("button", { name: "Connect" }).click()
    await confirm(page).click()
    await arrives(page, "/relays", signer.pubkey)
    await page.reload()
    await page.getByRole("button", { name: "Your account" }).click()
    await page.getByText("Log out").click()
    await until(() => signer.requests.some((request) => request.method === "logout"), "a logout at the signer app")
    await expect.poll(() => whoIsIn(page)).toBe("")
    await expect.poll(() => keptByThePage(page)).toContain('"values":[]')
  })
})
