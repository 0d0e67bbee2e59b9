// What a browser must load, gzipped, held against the budget: node sizes.mjs, after a build. With a page's file as argument, what that page is made of.
import { readFileSync } from "node:fs"
import { gzipSync } from "node:zlib"

const KB = 1000
/** The styles are those of all pages, in one file: split by page, rules of one would undo those of another. */
const LIMITS_KB = { entry: 55, page: 80, signers: 30, css: 14 }
const SIGNERS = /^src\/auth\/(nip07|nip46|keys|vault|restore|key-file)\.ts$/

/** Brings a signer back after a reload, whichever it was. */
const RESTORE = "src/auth/restore.ts"

const dist = new URL("./dist/", import.meta.url)
const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", dist), "utf8"))
const weight = (file) => gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length
const sum = (files) => [...files].reduce((all, file) => all + weight(file), 0)

/** The files that each page is made of, those that it sends for by itself with the others. */
const filesOf = JSON.parse(readFileSync(new URL(".vite/pages.json", dist), "utf8"))
/** A chunk and all that it imports at once, as the manifest's keys. */
function reach(key, found = new Set()) {
  if (!found.has(key)) {
    found.add(key)
    for (const other of manifest[key].imports ?? []) reach(other, found)
  }
  return found
}
const files = (keys) => new Set([...keys].map((key) => manifest[key].file))
const styles = new Set(
  Object.values(manifest).flatMap(({ file, css = [] }) => [file, ...css].filter((one) => one.endsWith(".css"))),
)

const pages = Object.keys(manifest).filter((key) => key.startsWith("src/pages/") && manifest[key].isDynamicEntry)
const routes = [
  ...readFileSync(new URL("./src/routes.ts", import.meta.url), "utf8").matchAll(/import\("~\/(pages\/[^"]+)"\)/g),
].map(([, path]) => `src/${path}.tsx`)
const faults = []
function hold(what, bytes, limit) {
  const over = bytes > limit * KB
  process.stdout.write(`${over ? "OVER" : "  ok"}  ${(bytes / KB).toFixed(1).padStart(6)} of ${limit} kB  ${what}\n`)
  if (over) faults.push(what)
}

const html = readFileSync(new URL("index.html", dist), "utf8")
const first = [...html.matchAll(/(?:src|href)="\/([^"]+\.js)"/g)].map(([, file]) => file)
hold("scripts of index.html", sum(first), LIMITS_KB.entry)
for (const page of routes) {
  if (!pages.includes(page)) faults.push(`${page} is no chunk of its own`)
  const all = new Set([...first, ...filesOf[page]])
  hold(page, sum(all), LIMITS_KB.page)
  if (process.argv[2] === page) {
    const parts = [...all].map((file) => [weight(file), file]).sort(([a], [b]) => b - a)
    for (const [bytes, file] of parts) process.stdout.write(`      ${(bytes / KB).toFixed(1).padStart(6)}  ${file}\n`)
  }
  const foreign = routes.filter((other) => other !== page && all.has(manifest[other]?.file))
  if (foreign.length > 0) faults.push(`${page} brings ${foreign.join(", ")} with it`)
}
/** On top of the page where somebody signs in first. */
const signedOn = new Set([...first, ...filesOf["src/pages/login.tsx"]])
const ways = Object.keys(manifest)
  .filter((key) => SIGNERS.test(key))
  .map((key) => sum([...files(reach(key, reach(RESTORE)))].filter((file) => !signedOn.has(file))))
hold("signers, by the heaviest way", Math.max(...ways), LIMITS_KB.signers)
hold("styles", sum(styles), LIMITS_KB.css)

for (const fault of faults) process.stderr.write(`too much: ${fault}\n`)
process.exit(faults.length > 0 ? 1 : 0)
