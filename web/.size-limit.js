// The scripts that each page loads before it is complete, gzipped, and the styles of all pages: npm run sizes, after a build.
import { readFileSync } from "node:fs"

const read = (path) => readFileSync(new URL(path, import.meta.url), "utf8")
const manifest = JSON.parse(read("dist/.vite/manifest.json"))

/** A file and all files that it imports at once, by their names in the manifest. */
function withImports(key, found = new Set()) {
  if (found.has(key)) return found
  found.add(key)
  for (const other of manifest[key].imports ?? []) withImports(other, found)
  return found
}
const scripts = (...keys) =>
  [...new Set(keys.flatMap((key) => [...withImports(key)]))].map((key) => `dist/${manifest[key].file}`)

const pages = [...read("src/routes.ts").matchAll(/import\("~\/([^"]+)"\)/g)].map(([, path]) => `src/${path}.tsx`)
const signers = Object.keys(manifest).filter((key) => ["keys", "nip46", "restore"].includes(manifest[key].name))
const signIn = new Set(scripts("index.html", "src/features/login/login-page.tsx"))
if (signers.length < 3) throw new Error("the build has no file of its own for one of the ways to sign in")

export default [
  ...pages.map((page) => ({ name: page, path: scripts("index.html", page), limit: "120 kB", gzip: true })),
  {
    name: "ways to sign in, besides the page",
    path: scripts(...signers).filter((file) => !signIn.has(file)),
    limit: "30 kB",
    gzip: true,
  },
  { name: "styles", path: "dist/assets/*.css", limit: "14 kB", gzip: true },
]
