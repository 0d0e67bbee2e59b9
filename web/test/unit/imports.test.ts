import { readdirSync, readFileSync } from "node:fs"
import { dirname, join, normalize } from "node:path"
import { expect, it } from "vitest"

const SRC = new URL("../../src/", import.meta.url).pathname
const FILES_MAX = 20
/** Layers from low to high: a file imports only from its own layer and from lower ones. */
const LAYERS = ["i18n", "ui", "api", "auth", "domain", "components", "features"]
/** The words and the pure decisions may be used by every layer; ui, api and auth stand side by side. */
const SHARED = ["i18n", "domain"]
const FOUNDATION = ["ui", "api", "auth"]

const files = readdirSync(SRC, { recursive: true, encoding: "utf8" })
const sources = files.filter((file) => /\.tsx?$/.test(file) && !file.includes("/tests/"))
const folderOf = (path: string) => path.split("/")[0] ?? ""

/** The files under `src` that a file imports, without their extension. */
function importsOf(file: string): string[] {
  const specifiers = [...readFileSync(SRC + file, "utf8").matchAll(/(?:\bfrom|\bimport)\s*\(?\s*"([^"]+)"/g)]
  return specifiers.flatMap(([, specifier = ""]) => {
    if (specifier.startsWith("~/")) return [specifier.slice(2)]
    return specifier.startsWith(".") ? [normalize(join(dirname(file), specifier))] : []
  })
}

it("imports point from features to components to the foundation, and never back", () => {
  const faults = sources.flatMap((file) => {
    const from = folderOf(file)
    if (!LAYERS.includes(from)) return []
    return importsOf(file)
      .filter((target) => {
        const to = folderOf(target)
        if (to === from || SHARED.includes(to) || to === "paths" || to === "pictures") return false
        if (FOUNDATION.includes(from) && FOUNDATION.includes(to)) return false
        return !LAYERS.includes(to) || LAYERS.indexOf(to) > LAYERS.indexOf(from)
      })
      .map((target) => `${file} imports ${target}`)
  })
  expect(faults).toEqual([])
})

it("no feature imports another", () => {
  const featureOf = (path: string) => /^features\/([^/]+)\//.exec(path)?.[1]
  const faults = sources.flatMap((file) =>
    importsOf(file)
      .filter((target) => featureOf(file) && featureOf(target) && featureOf(file) !== featureOf(target))
      .map((target) => `${file} imports ${target}`),
  )
  expect(faults).toEqual([])
})

it("no folder has more files than one can survey", () => {
  const counts = new Map<string, number>()
  for (const file of files.filter((one) => /\.\w+$/.test(one)))
    counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1)
  expect([...counts].filter(([, count]) => count > FILES_MAX)).toEqual([])
})
