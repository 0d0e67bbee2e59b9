// Measures how fast the pages are, from Chromium's own traces: `npm run speed [runs] [page]`. It uses the real server on loopback,
// the built app, a fresh browser profile for each run and a processor slowed down four times. Run it on an idle machine.
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { gzipSync } from "node:zlib"
import { decode } from "nostr-tools/nip19"
import { getToken } from "nostr-tools/nip98"
import { finalizeEvent, generateSecretKey, getPublicKey } from "nostr-tools/pure"
import { chromium } from "playwright-core"
import { createServer } from "vite"
import { Caravel, temporaryFolder } from "../../../conformance/peers/support/caravel.mjs"

const RUNS = Number(process.argv[2] ?? 5)
/** Only this page is measured, for example `/relays/:id`. */
const ONLY = process.argv[3]
const SLOWDOWN = 4
const RELAYS = 40
const QUIET_MS = 400
/** So long after a first visit is everything there that a page sends for by itself. */
const BY_ITSELF_MS = 2_500
const LCP_TARGET_MS = 2_500
const LCP_FIRST_PAGES_TARGET_MS = 1_500
const FIRST_PAGES = ["/", "/login"]
const INTERACTION_TARGET_MS = 100
const SCRIPTS_TARGET_KB = 120
const CATEGORIES = ["loading", "devtools.timeline", "blink.user_timing", "navigation"]
const SETTINGS = { RATE_PER_ADDRESS: "0", RATE_PER_KEY: "0", TENANT_FREE_RELAYS_MAX: "100", TENANT_RELAYS_MAX: "100" }

const say = (line) => process.stdout.write(`${line}\n`)
const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]
const worst = (numbers) => Math.max(...numbers)

/** Somebody with a key and what the page keeps of a sign-in. */
class Person {
  constructor(url, secret = generateSecretKey(), isAdmin = false) {
    Object.assign(this, { url, secret, isAdmin, pubkey: getPublicKey(secret) })
  }
  async token() {
    this.kept ??= await getToken(this.url, "get", (event) => finalizeEvent(event, this.secret), true)
    return this.kept
  }
  async ask(method, path, body) {
    const headers = {
      Accept: "application/json",
      "Content-Type": "application/json",
      Authorization: await this.token(),
    }
    const answer = await fetch(new URL(path, this.url), {
      method,
      headers,
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    const { data, error } = await answer.json()
    if (error) throw new Error(`${method} ${path}: ${error}`)
    return data
  }
  async session() {
    const until = Math.floor(Date.now() / 1000) + 1_500
    return { authorization: await this.token(), pubkey: this.pubkey, isAdmin: this.isAdmin, kind: "key", until }
  }
}

/** The largest paint after the last navigation of a trace, in milliseconds. */
function largestPaint(events) {
  const paints = events.filter((one) => one.name === "largestContentfulPaint::Candidate")
  const navigation = paints.at(-1)?.args.data.navigationId
  const start = events.find((one) => one.name === "navigationStart" && one.args.data?.navigationId === navigation)
  if (!start || paints.length === 0) throw new Error("the trace has no largest paint")
  return (worst(paints.map(({ ts }) => ts)) - start.ts) / 1000
}

/** The longest event of somebody's doing in a trace, until the next frame was shown, in milliseconds. */
function longestInteraction(events) {
  const durations = events
    .filter((one) => one.name === "EventTiming" && (one.args.data?.interactionId ?? 0) > 0)
    .map((one) => one.args.data.duration)
  if (durations.length === 0) throw new Error("the trace has no interaction")
  return worst(durations)
}

async function traced(browser, page, act) {
  await browser.startTracing(page, { categories: CATEGORIES })
  await act()
  await page.waitForTimeout(QUIET_MS)
  return JSON.parse((await browser.stopTracing()).toString()).traceEvents
}

async function open(browser, url, person, slowdown = SLOWDOWN) {
  const context = await browser.newContext({ baseURL: url, viewport: { width: 1280, height: 900 } })
  if (person) {
    const held = JSON.stringify(JSON.stringify(await person.session()))
    await context.addInitScript(`if (location.pathname !== "/robots.txt") sessionStorage.setItem("session", ${held})`)
  }
  const page = await context.newPage()
  // So that the process which is to be traced is there before the tracing starts.
  await page.goto("/robots.txt")
  const debug = await context.newCDPSession(page)
  await debug.send("Emulation.setCPUThrottlingRate", { rate: slowdown })
  return page
}

/** Waits until the page is complete and the browser has painted it. */
async function settled(page) {
  await page.waitForFunction(
    () => document.querySelector("h1") && !document.querySelector('[aria-busy="true"], [data-skeleton]'),
  )
  await page.evaluate(
    () =>
      new Promise((painted) => {
        new PerformanceObserver(painted).observe({ type: "largest-contentful-paint", buffered: true })
      }),
  )
}

/** What scripts a page has fetched some time after a first visit, the later ones too, in kilobytes of gzip. */
async function scriptsOf(browser, url, person, path) {
  const page = await open(browser, url, person, 1)
  await page.goto(path)
  await settled(page)
  await page.waitForTimeout(BY_ITSELF_MS)
  const files = await page.evaluate(() =>
    performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname),
  )
  await page.context().close()
  const scripts = [...new Set(files)].filter((file) => file.startsWith("/assets/") && file.endsWith(".js"))
  const sizes = await Promise.all(
    scripts.map(async (file) => gzipSync(await readFile(new URL(`../../dist${file}`, import.meta.url))).length),
  )
  return sizes.reduce((all, one) => all + one, 0) / 1000
}

/** An address without what names this one relay, tenant or invoice. */
const named = (path) => path.replace(/[0-9a-f]{64}|[0-9a-f-]{36}/, ":id")

async function measure(browser, url, people, { relay, invoice }) {
  const { owner, billed, operator } = people
  const pages = [
    ["/", undefined],
    ["/login", undefined],
    ["/relays", owner],
    ["/relays/new", owner],
    [`/relays/${relay.id}`, owner],
    [`/relays/${relay.id}/members`, owner],
    [`/relays/${relay.id}/activity`, owner],
    [`/relays/${relay.id}/edit`, owner],
    ["/account", owner],
    [`/account/invoices/${invoice.id}`, billed],
    ["/admin", operator],
    ["/admin/tenants", operator],
    [`/admin/tenants/${owner.pubkey}`, operator],
    ["/admin/relays", operator],
    [`/admin/relays/${relay.id}`, operator],
    [`/admin/relays/${relay.id}/edit`, operator],
    ["/admin/invoices", operator],
    [`/admin/invoices/${invoice.id}`, operator],
  ].filter(([path]) => !ONLY || named(path) === ONLY)
  const interactions = [
    [
      "a key typed into the search of 40 relays",
      "/relays",
      (page) => page.getByRole("searchbox").first(),
      (page) => page.keyboard.press("c"),
    ],
    [
      "a switch of the settings",
      `/relays/${relay.id}/edit`,
      (page) => page.getByRole("switch").first(),
      (_, it) => it.click({ force: true }),
    ],
    [
      "the dialog that invites people",
      `/relays/${relay.id}`,
      (page) => page.getByRole("button", { name: "Invite people" }).first(),
      (_, it) => it.click(),
    ],
    [
      "the palette, by Ctrl K",
      "/relays",
      (page) => page.getByRole("link", { name: "Create relay" }).first(),
      (page) => page.keyboard.press("Control+k"),
    ],
    [
      "a key typed into a relay's name",
      "/relays/new",
      (page) => page.getByLabel("Relay name"),
      (page) => page.keyboard.press("c"),
    ],
  ]
  say(`\n| Page, first visit | LCP median of ${RUNS} | worst | target |\n|---|---|---|---|`)
  for (const [path, person] of pages) {
    const found = []
    for (let run = 0; run < RUNS; run++) {
      const page = await open(browser, url, person)
      found.push(
        largestPaint(
          await traced(browser, page, async () => {
            await page.goto(path)
            await settled(page)
          }),
        ),
      )
      await page.context().close()
    }
    const target = FIRST_PAGES.includes(path) ? LCP_FIRST_PAGES_TARGET_MS : LCP_TARGET_MS
    say(`| \`${named(path)}\` | ${Math.round(median(found))} ms | ${Math.round(worst(found))} ms | ${target} ms |`)
  }
  say(`\n| Page, first visit | scripts in all after ${BY_ITSELF_MS / 1000} s | target |\n|---|---|---|`)
  for (const [path, person] of pages) {
    const kilobytes = await scriptsOf(browser, url, person, path)
    say(`| \`${named(path)}\` | ${kilobytes.toFixed(0)} kB | ${SCRIPTS_TARGET_KB} kB |`)
  }
  if (ONLY) return
  say(`\n| Interaction, to the next frame | median of ${RUNS} | worst | target |\n|---|---|---|---|`)
  for (const [name, path, find, act] of interactions) {
    const found = []
    for (let run = 0; run < RUNS; run++) {
      const page = await open(browser, url, owner)
      await page.goto(path)
      await settled(page)
      const target = find(page)
      await target.focus()
      await page.waitForTimeout(QUIET_MS)
      found.push(longestInteraction(await traced(browser, page, () => act(page, target))))
      await page.context().close()
    }
    say(`| ${name} | ${Math.round(median(found))} ms | ${Math.round(worst(found))} ms | ${INTERACTION_TARGET_MS} ms |`)
  }
}

const vite = await createServer({
  root: new URL("../../", import.meta.url).pathname,
  server: { middlewareMode: true },
  logLevel: "error",
})
const { findBrowser, BROWSER_ARGS } = await vite.ssrLoadModule("/test/e2e/support/browser.ts")
await vite.close()
const data = await temporaryFolder()
const caravel = await Caravel.start({ DATA_DIR: data.folder, ...SETTINGS })
const browser = await chromium.launch({ executablePath: findBrowser(), args: BROWSER_ARGS })
try {
  const nsec = (await readFile(join(data.folder, "keys/operator.nsec"), "utf8")).trim()
  const owner = new Person(caravel.url)
  const operator = new Person(caravel.url, decode(nsec).data, true)
  const relays = []
  for (let n = 1; n <= RELAYS; n++) {
    relays.push(await owner.ask("POST", "/relays", { subdomain: `club-${n}`, plan_id: "free", info_name: `Club ${n}` }))
  }
  const end = Date.now() + 60_000
  while ((await owner.ask("GET", `/relays/${relays[0].id}`)).synced === 0) {
    if (Date.now() > end) throw new Error("the relay never came online")
  }
  say(`${await browser.version()}, ${SLOWDOWN} times slower, ${RUNS} runs each`)
  const billed = new Person(caravel.url)
  await billed.ask("POST", "/relays", { subdomain: "club-paid", plan_id: "basic", info_name: "Club with an invoice" })
  const [invoice] = await billed.ask("GET", `/tenants/${billed.pubkey}/invoices`)
  await measure(browser, caravel.url, { owner, billed, operator }, { relay: relays[0], invoice })
} finally {
  await browser.close()
  await caravel.stop()
  await data.remove()
}
