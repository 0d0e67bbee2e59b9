// Draws the pages of the app without a browser and writes them down: node draw.mjs PROGRAM OUTPUT [SESSION]. A process of its own,
// because the app takes it for a tab that stays open.
import { writeFileSync } from "node:fs"

const [program, output, session] = process.argv.slice(2)
const storage = { getItem: () => null, setItem: () => {}, removeItem: () => {} }

/** What the app's modules look for in a browser while they are read and drawn. */
Object.assign(globalThis, {
  localStorage: storage,
  sessionStorage: { ...storage, getItem: (name) => (name === "session" ? (session ?? null) : null) },
  matchMedia: () => ({ matches: false, addEventListener: () => {} }),
  document: { querySelector: () => null, documentElement: { classList: { contains: () => false } } },
  fetch: () => new Promise(() => {}),
})

const { drawings } = await import(program)
writeFileSync(output, JSON.stringify(await drawings()))
process.exit(0)
