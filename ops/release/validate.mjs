// Validates a bill of materials against the schema of CycloneDX, and compares it with the jars: node validate.mjs FILE JARS
import { readdirSync, readFileSync } from "node:fs"
import { Spec, Validation } from "@cyclonedx/cyclonedx-library"

const [file, jars] = process.argv.slice(2)
const text = readFileSync(file, "utf8")
const faults = await new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(text)
if (faults !== null) {
  console.error(faults)
  process.exit(1)
}

const { components } = JSON.parse(text)
const named = new Set(components.map(({ name, version }) => `${name}-${version}`))
const missing = readdirSync(jars)
  .map((jar) => jar.replace(/\.jar$/, ""))
  .filter((jar) => !jar.startsWith("caravel-app-") && !named.has(jar))
if (missing.length > 0) {
  console.error("not in the bill of materials:", missing)
  process.exit(1)
}
console.error(`the bill of materials is CycloneDX 1.6 and names ${components.length} components`)
