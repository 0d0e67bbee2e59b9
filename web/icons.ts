import type { Plugin } from "vite"

const ICON = /lucide-solid\/dist\/source\/icons\/[\w-]+\.jsx$/
const STROKES = /\n {2}node: (\[[\s\S]*?\]),?\n(?: {2}\w+:|\};)/
/** A name for each stroke, which only other frameworks read. */
const STROKE_KEY = /, key: "\w+"/g

/** The icons of lucide-solid as our own `drawing` draws them: the same lines, without all that can be set about them. */
export const drawnIcons = (): Plugin => ({
  name: "caravel-drawn-icons",
  enforce: "pre",
  transform(code, id) {
    if (!ICON.test(id)) return undefined
    const strokes = STROKES.exec(code)?.[1]
    if (!strokes) return this.error(`${id}: no strokes found, lucide-solid writes its icons in another way now`)
    const drawn = `/* @__PURE__ */ drawing(${strokes.replaceAll(STROKE_KEY, "")})`
    return { code: `import { drawing } from "~/ui/drawing"\nexport default ${drawn}\n`, map: null }
  },
})
