import { execFile } from "node:child_process"
import { mkdir, readFile, rm, writeFile } from "node:fs/promises"
import { dirname } from "node:path"
import { promisify } from "node:util"
// @ts-expect-error: it comes without types.
import { JSDOM } from "jsdom"
import { build, type Plugin } from "vite"
import solid from "vite-plugin-solid"
import { drawnIcons } from "./icons.ts"
import { inLanguage } from "./language.ts"
import type { Drawing } from "./src/early.tsx"

const HERE = new URL("./", import.meta.url)
const DIST = new URL("dist/", HERE)
/** Where the program is put that draws, which the server never sends. */
const DRAWING = new URL("node_modules/.drawing/", HERE)
const ROOT = '<div id="root"></div>'
/** What is not to be seen, comes only after a while, or differs from one system to the next. */
const NOT_DRAWN = '[role="status"], .sr-only, kbd, select, script'
/** What differs from one person to the next: keys, and what says so. Its line stays free. */
const OF_SOMEBODY = ".mono, [data-own]"
/** Nothing in a drawing can be found by its name, pressed or read aloud: all that is the page's, which follows. */
const NOT_KEPT = /^(id|for|name|href|role|tabindex|key|link|autocomplete|aria-(?!current).*|data-.*)$/

const SOMEBODY = { authorization: "none", pubkey: "0".repeat(64), isAdmin: true, kind: "key", until: 0 }

/** Every page as it stands before the server was asked anything: of nobody, and of somebody who is signed in. */
async function drawn(language: string): Promise<Drawing[]> {
  await build({
    configFile: false,
    root: HERE.pathname,
    logLevel: "error",
    publicDir: false,
    resolve: { alias: { "~": new URL("src", HERE).pathname } },
    plugins: [inLanguage(language), namedRoutes, drawnIcons(), solid({ ssr: true, solid: { hydratable: false } })],
    ssr: { noExternal: true },
    build: {
      ssr: "src/early.tsx",
      outDir: DRAWING.pathname,
      assetsInlineLimit: 0,
      minify: false,
      reportCompressedSize: false,
      rolldownOptions: { output: { codeSplitting: false } },
    },
  })
  const all: Drawing[] = []
  const output = `${DRAWING.pathname}drawings.json`
  for (const session of [[], [JSON.stringify(SOMEBODY)]]) {
    const program = [new URL("draw.mjs", HERE).pathname, `${DRAWING}early.js`, output, ...session]
    await promisify(execFile)(process.execPath, program)
    all.push(...JSON.parse(await readFile(output, "utf8")))
  }
  return all
}

/** What is only to be looked at of a drawing. The CSP allows no styles in it: a box of so many pixels keeps its size otherwise. */
function picture({ html }: Drawing): string {
  const { document } = new JSDOM(html).window
  // Under the hero of `/` nobody looks before the page itself is there.
  const foot = document.querySelector("main ~ footer")
  const below = foot ? [...document.querySelectorAll("main > section")] : []
  if (below.length > 0) below.push(foot)
  for (const one of [...below, ...document.querySelectorAll(NOT_DRAWN)]) one.remove()
  for (const one of document.querySelectorAll(OF_SOMEBODY)) one.textContent = "\u00a0"
  for (const one of document.querySelectorAll<HTMLElement>("[style]")) {
    const { width, height } = one.style
    one.removeAttribute("style")
    if (!width || !height) continue
    const box = document.createElementNS("http://www.w3.org/2000/svg", "svg")
    for (const [name, value] of Object.entries({ width, height, class: one.className })) {
      box.setAttribute(name, value.replace(/px$/, ""))
    }
    one.replaceWith(box)
  }
  for (const one of document.querySelectorAll("*")) {
    for (const name of one.getAttributeNames()) if (NOT_KEPT.test(name)) one.removeAttribute(name)
  }
  return document.body.innerHTML.replaceAll(/<!--.*?-->/g, "").trim()
}

/** Lets every route say which module it loads. */
const namedRoutes: Plugin = {
  name: "caravel-named-routes",
  enforce: "pre",
  transform: (code, id) =>
    id.endsWith("/src/routes.ts")
      ? code.replaceAll(/load: \(\) => import\("~\/([^"]+)"\)/g, '$&, module: "src/$1.tsx"')
      : null,
}

/**
 * Makes a page for every address of the app out of `index.html`. It names all files that the address begins with, so that they
 * come at once and not one after the other, and shows what stands there before the app has run and asked.
 */
export const pagesOfAddresses = (language: string): Plugin => ({
  name: "caravel-pages",
  apply: "build",
  async closeBundle() {
    const read = (name: string) => readFile(new URL(name, DIST), "utf8")
    const shell = await read("index.html")
    const ahead: Record<string, string[]> = JSON.parse(await read(".vite/ahead.json"))
    for (const drawing of await drawn(language)) {
      const files = ahead[drawing.module]
      if (!files) throw new Error(`${drawing.path} leads to no page that was built`)
      const links = files
        .filter((file) => !shell.includes(file))
        .map((file) => `    <link rel="modulepreload" crossorigin href="/${file}">\n`)
      const early = `<div id="early" class="for-${drawing.audience}" aria-hidden="true" inert>${picture(drawing)}</div>`
      const page = shell.replace("  </head>", `${links.join("")}  </head>`).replace(ROOT, `${early}\n    ${ROOT}`)
      const steps = drawing.path === "/" ? "" : drawing.path.replaceAll(/:\w+/g, "_")
      const file = new URL(`pages${steps}.html`, DIST)
      await mkdir(dirname(file.pathname), { recursive: true })
      await writeFile(file, page)
    }
    await rm(DRAWING, { recursive: true })
  },
})
