// Takes the pictures of the product that the first page and the README show: of the real app, on the mock's data, in both
// themes. `npm run pictures:product`; it needs Chromium, as the walks do.
import { mkdir, readFile, writeFile } from "node:fs/promises"
import { decode } from "nostr-tools/nip19"
import { getToken } from "nostr-tools/nip98"
import { finalizeEvent } from "nostr-tools/pure"
import { chromium } from "playwright-core"
import { createServer } from "vite"

const WEB = new URL("../../", import.meta.url)
const PICTURES = new URL("src/features/marketing/pictures/", WEB)
const README_PICTURE = new URL("../docs/pictures/page.png", WEB)
/** Larger ones make the first page slow. */
const PICTURE_BYTES_MAX = 60_000
const QUALITIES = [82, 72, 60, 45]
const DENSITY = 2

/** The mock's relay that is shown. */
const SUBDOMAIN = "lisbon-choir"
/** What is shown where: the page, how wide the window is, from which heading on and how much of it (px). */
const SHOTS = [
  {
    name: "rules",
    path: (id) => `/relays/${id}/edit`,
    heading: "Access",
    level: 2,
    width: 480,
    height: 404,
    above: 20,
  },
]

const server = await createServer({ root: WEB.pathname, mode: "mock", server: { port: 0 }, logLevel: "warn" })
await server.listen()
const origin = server.resolvedUrls.local[0].replace(/\/$/, "")
const { findBrowser, BROWSER_ARGS } = await server.ssrLoadModule("/test/e2e/support/browser.ts")
const { ACCOUNTS } = await server.ssrLoadModule("/mock-api/people.ts")
const browser = await chromium.launch({ executablePath: findBrowser(), args: BROWSER_ARGS })

try {
  const info = await read("/info")
  const { data: secret } = decode(ACCOUNTS.owner.nsec)
  const authorization = await getToken(info.server_url, "get", (event) => finalizeEvent(event, secret), true)
  const relays = await read(`/tenants/${ACCOUNTS.owner.pubkey}/relays`, authorization)
  const relay = relays.find((one) => one.subdomain === SUBDOMAIN)
  await mkdir(PICTURES, { recursive: true })
  for (const theme of ["light", "dark"]) {
    for (const shot of SHOTS) {
      const page = await open(theme, shot.width, shot.height, authorization)
      await show(page, shot.path(relay.id))
      await keep(await compressed(page, shot), new URL(`${shot.name}-${theme}.webp`, PICTURES))
      await page.context().close()
    }
  }
  const page = await open("light", 1280, 723)
  await show(page, "/")
  await keep(await page.screenshot({ scale: "css" }), README_PICTURE)
} finally {
  await browser.close()
  await server.close()
}

async function read(path, authorization) {
  const headers = { Accept: "application/json", ...(authorization ? { Authorization: authorization } : {}) }
  const answer = await fetch(origin + path, { headers })
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return (await answer.json()).data
}

async function open(theme, width, height, authorization) {
  const context = await browser.newContext({
    viewport: { width, height },
    deviceScaleFactor: DENSITY,
    colorScheme: theme,
    reducedMotion: "reduce",
    locale: "en-GB",
    timezoneId: "UTC",
  })
  if (authorization) {
    const until = Math.floor(Date.now() / 1000) + 25 * 60
    const held = { authorization, pubkey: ACCOUNTS.owner.pubkey, isAdmin: false, kind: "key", until }
    await context.addInitScript(`sessionStorage.setItem("session", ${JSON.stringify(JSON.stringify(held))})`)
  }
  return context.newPage()
}

async function show(page, path) {
  await page.goto(origin + path)
  await page.waitForFunction(
    () =>
      document.querySelector("h1") !== null &&
      document.querySelector('[aria-busy="true"], [role="status"] .bg-sunken') === null &&
      document.fonts.status === "loaded" &&
      [...document.images].every((image) => image.complete || image.loading === "lazy") &&
      [...document.querySelectorAll("[role=img] img")].every((image) => image.complete || !image.checkVisibility()),
  )
  await page.evaluate(async () => {
    const shown = [...document.images].filter((image) => image.checkVisibility() && image.naturalWidth > 0)
    await Promise.all(shown.map((image) => image.decode()))
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
  })
}

/** A WebP of what the window shows, as good as the limit allows. */
async function compressed(page, shot) {
  const box = await page.getByRole("heading", { name: shot.heading, level: shot.level }).first().boundingBox()
  const clip = { x: 0, y: box.y - shot.above, width: shot.width, height: shot.height }
  const png = (await page.screenshot({ clip, fullPage: true })).toString("base64")
  for (const quality of QUALITIES) {
    const url = await page.evaluate(
      async ([data, width, height, share]) => {
        const image = new Image()
        image.src = `data:image/png;base64,${data}`
        await image.decode()
        const canvas = document.createElement("canvas")
        canvas.width = width
        canvas.height = height
        canvas.getContext("2d").drawImage(image, 0, 0, width, height)
        return canvas.toDataURL("image/webp", share)
      },
      [png, shot.width * DENSITY, shot.height * DENSITY, quality / 100],
    )
    const bytes = Buffer.from(url.slice(url.indexOf(",") + 1), "base64")
    if (bytes.length <= PICTURE_BYTES_MAX) return bytes
  }
  throw new Error(`${shot.name} is larger than ${PICTURE_BYTES_MAX} bytes however it is compressed`)
}

async function keep(bytes, file) {
  const before = await readFile(file).catch(() => undefined)
  await writeFile(file, bytes)
  const state = before?.equals(bytes) ? "unchanged" : "written"
  process.stdout.write(`${file.pathname.slice(new URL("../", WEB).pathname.length)} ${bytes.length} bytes, ${state}\n`)
}
