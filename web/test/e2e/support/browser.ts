import { accessSync, constants } from "node:fs"
import { delimiter, join } from "node:path"

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"]
const PLACES = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/snap/bin/chromium",
  "/opt/google/chrome/chrome",
]

/** Quiet, without a sandbox (tests run as root in containers) and without any talk of its own with the network. */
export const BROWSER_ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-dev-shm-usage",
]

/**
 * Where Chromium or Chrome is: `CHROMIUM_PATH`, the PATH, the usual folders.
 * @throws Error that says what to install
 */
export function findBrowser(environment: NodeJS.ProcessEnv = process.env): string {
  const folders = (environment.PATH ?? "").split(delimiter)
  const all = [
    ...(environment.CHROMIUM_PATH ? [environment.CHROMIUM_PATH] : []),
    ...NAMES.flatMap((name) => folders.map((folder) => join(folder, name))),
    ...PLACES,
  ]
  const found = all.find(isProgram)
  if (found) return found
  throw new Error(
    "No Chromium or Chrome was found. Debian, Ubuntu: apt install chromium. macOS: brew install --cask chromium. " +
      "One that is elsewhere is found by CHROMIUM_PATH=/its/program.",
  )
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
