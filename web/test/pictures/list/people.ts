import { paths } from "../../../src/paths.ts"
import { at, does, type Picture } from "../picture.ts"

const ON = ["payments", "waiting"] as const

/** The public pages, and the ways in. */
const entry: Picture[] = [
  { name: "home", at: at.home, there: "A home for your community that you hold the keys to" },
  { name: "home-payments", mock: ON, at: at.home, there: "There is no debt." },
  { name: "home-lightning", mock: ["lightning"], at: at.home, there: "There is no debt." },
  { name: "home-branded", mock: ["branded"], at: at.home, there: "Fjord Relays" },
  { name: "home-zooid", mock: ["zooid", "payments"], at: at.home, there: /^On this server:/ },
  {
    name: "home-address-free",
    at: at.home,
    acts: [does.fill("Name of your community", "Tuesday Chess")],
    there: /is available\.$/,
  },
  {
    name: "home-address-taken",
    at: at.home,
    acts: [does.fill("Name of your community", "Lisbon Choir")],
    there: /is taken\./,
  },
  {
    name: "home-server-failure",
    mock: ["error"],
    at: at.home,
    there: "A home for your community that you hold the keys to",
  },
  { name: "login", at: at.login, there: "Log in with your key" },
  { name: "login-why-keys", at: at.login, acts: [does.press("Why keys?")], there: "Why a key and not a password?" },
  { name: "login-key-file", at: at.login, acts: [does.press(/^Key file/)], there: "Open your key file" },
  { name: "login-link", at: at.login, acts: [does.press(/^Connection link/)], there: "Paste your connection link" },
  {
    name: "login-signer-app",
    at: at.login,
    acts: [does.press(/^Signer app/)],
    there: "Connect your signer app",
    settles: false,
  },
  {
    name: "login-secret-key",
    at: at.login,
    acts: [does.text("Other ways"), does.press("Use a secret key")],
    there: "Use your secret key",
  },
  { name: "login-new-key", at: at.login, acts: [does.press(/^Create a key/)], there: "Create your key" },
  { name: "new-relay", who: "owner", at: at.newRelay(), there: "Create relay" },
  { name: "new-relay-typed", who: "owner", at: at.newRelay("?name=Tuesday+Chess"), there: /is available$/ },
  { name: "new-relay-taken", who: "owner", at: at.newRelay("?name=Full+House"), there: /^That address is taken\./ },
  {
    name: "new-relay-empty-refused",
    who: "owner",
    at: at.newRelay(),
    acts: [does.press("Create relay")],
    there: "Give your relay a name.",
  },
  {
    name: "new-key-sheet",
    at: at.newRelay("?name=Tuesday+Chess"),
    acts: [does.sees(/is available$/), does.press("Create relay")],
    there: "Create your key",
  },
  {
    name: "new-key-saved",
    at: at.newRelay("?name=Tuesday+Chess"),
    acts: [
      does.sees(/is available$/),
      does.press("Create relay"),
      does.fill("Your name", "Nora"),
      does.fill("File password", "correct horse battery staple"),
      does.press("Save key file"),
    ],
    there: "Saved to your downloads",
  },
  {
    name: "new-relay-limit-suspended",
    who: "suspended",
    at: at.newRelay("?name=More+Watches"),
    acts: [does.sees(/is available$/), does.press("Create relay")],
    there: /suspended/,
    pardon: /status of 403/,
  },
  { name: "status", at: at.status, there: "All relays are reachable" },
  { name: "status-trouble", mock: ["hostfault"], at: at.status, there: "Some relays are not reachable" },
  { name: "status-relay", at: at.relayStatus("open-square"), there: "This relay should be online" },
  { name: "status-relay-missing", at: at.missing(paths.relayStatus), there: "No status here", pardon: /status of 404/ },
  { name: "not-found", at: at.nowhere, there: "Page not found" },
  { name: "not-found-owner", who: "owner", at: at.nowhere, there: "Page not found" },
]

/** What every page shares. */
const frame: Picture[] = [
  { name: "account-menu", who: "owner", at: at.relays(), acts: [does.press("Your account")], there: "Logged in as" },
  {
    name: "account-menu-operator",
    who: "operator",
    at: at.admin,
    acts: [does.press("Your account")],
    there: "Logged in as",
  },
  {
    name: "palette",
    who: "owner",
    at: at.relays(),
    acts: [does.sees(/^\d+ relays$/), does.key("Control+k")],
    there: "Light appearance",
  },
  {
    name: "palette-none",
    who: "owner",
    at: at.relays(),
    acts: [
      does.sees(/^\d+ relays$/),
      does.key("Control+k"),
      (page) => page.getByRole("dialog").getByRole("combobox").fill("zzzz"),
    ],
    there: "Nothing matches “zzzz”.",
  },
  {
    name: "palette-operator",
    who: "operator",
    at: at.admin,
    acts: [does.sees("Tenants"), does.key("Control+k")],
    there: "Light appearance",
  },
  {
    name: "shortcuts",
    who: "owner",
    at: at.relays(),
    acts: [does.sees(/^\d+ relays$/), does.key("?")],
    there: "Close menu or dialog",
  },
  { name: "unlock", who: "owner", at: at.relays(), acts: [endSession], there: "Unlock to continue" },
  {
    name: "browser-offline",
    who: "owner",
    at: at.relays(),
    acts: [does.sees(/^\d+ relays$/), (_, context) => context.setOffline(true)],
    there: /^No connection\./,
    pardon: /ERR_INTERNET_DISCONNECTED/,
    settles: false,
    shows: ["page:offline"],
  },
  {
    name: "server-failure",
    who: "owner",
    mock: ["error"],
    at: at.relays(),
    there: "Try again",
    pardon: /status of 500/,
  },
  {
    name: "server-busy",
    who: "owner",
    mock: ["busy"],
    at: at.relays(),
    there: /^Too many requests/,
    pardon: /status of 429/,
    settles: false,
  },
  { name: "server-hangs", who: "owner", mock: ["hang"], at: at.relays(), there: "My relays", settles: false },
  {
    name: "refused",
    who: "owner",
    at: at.admin,
    there: "This page is for the server’s operator",
    shows: ["page:refused"],
  },
  { name: "inbox-locked", who: "owner", at: at.inbox, there: "Your messages are encrypted." },
]

/** The session of this page ends now, as after half an hour away. */
async function endSession(page: import("playwright-core").Page): Promise<void> {
  await page.evaluate(() => {
    const held = JSON.parse(sessionStorage.getItem("session") ?? "{}")
    sessionStorage.setItem("session", JSON.stringify({ ...held, until: 1 }))
  })
  await page.reload()
}

/** They change relays, so they come last. */
export const changing: readonly Picture[] = [
  {
    name: "bring-back-free",
    who: "owner",
    at: at.relay("taken-offline"),
    acts: [does.press("Bring back online")],
    there: /just as you left them|Payments are off/,
  },
  {
    name: "new-relay-stuck",
    who: "newcomer",
    mock: ["stuck"],
    at: at.newRelay("?name=Slow+Start"),
    acts: [does.sees(/is available$/), does.press("Create relay")],
    there: "Setting up your relay",
    settles: false,
  },
  {
    name: "new-relay-failing",
    who: "newcomer",
    mock: ["failing"],
    at: at.newRelay("?name=Bad+Start"),
    acts: [does.sees(/is available$/), does.press("Create relay")],
    there: "Choose another address",
  },
]

export const people: readonly Picture[] = [...entry, ...frame]
