import { existsSync } from "node:fs"
import { type HtmlTagDescriptor, type Plugin, runnerImport } from "vite"
import type { text as startText } from "./src/i18n/en/start.ts"

const SOURCES = new URL("./src/", import.meta.url).pathname
/** The English words of an area, by what the path of their module ends with. */
const ENGLISH = /\/en\/[\w-]+$/
const START = `${SOURCES}i18n/en/start`

const LINE = { role: "alert", class: "mx-auto max-w-[1136px] px-4 py-8 text-ink-2 sm:px-6" }

/**
 * Builds the app in one language: a module `<folder>/en/<area>` is replaced by `<folder>/<language>/<area>` if that file exists.
 * Otherwise the area stays English. The page itself contains the sentence that is shown when no script can be loaded.
 */
export function inLanguage(language: string): Plugin {
  const translated = (english: string) => {
    const file = `${english.replace(/\/en\/(?=[\w-]+$)/, `/${language}/`)}.ts`
    return existsSync(file) ? file : undefined
  }
  return {
    name: "caravel-language",
    enforce: "pre",
    // The alias `~` is already replaced here.
    resolveId(source) {
      if (language === "en" || !source.startsWith(SOURCES) || !ENGLISH.test(source)) return
      return translated(source)
    },
    async transformIndexHtml(html) {
      const start = translated(START) ?? `${START}.ts`
      const { module } = await runnerImport<{ text: typeof startText }>(start)
      const line: HtmlTagDescriptor = { tag: "p", attrs: LINE, children: module.text.notLoaded }
      const sentence: HtmlTagDescriptor = { tag: "template", children: [line], injectTo: "body" }
      return { html: html.replace('<html lang="en">', `<html lang="${language}">`), tags: [sentence] }
    },
  }
}
