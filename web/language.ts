import { existsSync } from "node:fs"
import { type HtmlTagDescriptor, type Plugin, runnerImport } from "vite"
import type { text as startText } from "./src/i18n/en/start.ts"

const WORDS = new URL("./src/i18n/", import.meta.url).pathname
const ENGLISH = `${WORDS}en/`

const LINE = { role: "alert", class: "mx-auto max-w-[1136px] px-4 py-8 text-ink-2 sm:px-6" }

/**
 * Builds the app in the language whose folder in `src/i18n` is named; an area that is not translated yet is said in English.
 * One language a build: no page fetches words that it does not show. What has to be said where no script came lies in the page.
 */
export function inLanguage(language: string): Plugin {
  const translated = (area: string) => {
    const file = `${WORDS}${language}/${area}.ts`
    return existsSync(file) ? file : undefined
  }
  return {
    name: "caravel-language",
    enforce: "pre",
    // `~` is already replaced here.
    resolveId(source) {
      if (language === "en" || !source.startsWith(ENGLISH)) return
      return translated(source.slice(ENGLISH.length))
    },
    async transformIndexHtml(html) {
      const start = translated("start") ?? `${ENGLISH}start.ts`
      const { module } = await runnerImport<{ text: typeof startText }>(start)
      const line: HtmlTagDescriptor = { tag: "p", attrs: LINE, children: module.text.notLoaded }
      const sentence: HtmlTagDescriptor = { tag: "template", children: [line], injectTo: "body" }
      return { html: html.replace('<html lang="en">', `<html lang="${language}">`), tags: [sentence] }
    },
  }
}
