// Prints the bill of materials of what the web app contains: node web-materials.mjs WEB VERSION FOLDER
// `npm sbom --omit dev` leaves out what tools need too, such as solid-js. Here npm sees no tools at all.
import { execFileSync } from "node:child_process"
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"

const [web, version, folder] = process.argv.slice(2)
const read = (file) => JSON.parse(readFileSync(join(web, file), "utf8"))
const without = ({ devDependencies, ...rest }) => ({ ...rest, version }) // npm names a package by its version
const isTool = ({ dev, devOptional }) => dev || devOptional

const manifest = without(read("package.json"))
const lock = read("package-lock.json")
const packages = Object.entries(lock.packages).filter(([path, entry]) => path !== "" && !isTool(entry))
mkdirSync(folder, { recursive: true })
writeFileSync(join(folder, "package.json"), JSON.stringify(manifest))
writeFileSync(
  join(folder, "package-lock.json"),
  JSON.stringify({ ...lock, version, packages: { "": without(lock.packages[""]), ...Object.fromEntries(packages) } }),
)
const options = { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] }
const bill = JSON.parse(execFileSync("npm", ["sbom", "--package-lock-only", "--sbom-format", "cyclonedx"], options))

const named = new Set(bill.components.map(({ name }) => name))
const missing = Object.keys(manifest.dependencies).filter((name) => !named.has(name))
if (missing.length > 0) throw new Error(`not in the bill of materials: ${missing}`)
console.log(JSON.stringify(bill))
