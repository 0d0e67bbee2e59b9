import { existsSync } from "node:fs"
import type { Plugin } from "vite"

const WORDS = new URL("./src/i18n/", import.meta.url).pathname
const ENGLISH = `${WORDS}en/`

/**
 * Builds the app in the language whose folder in `src/i18n` is named; an area that is not translated yet is said in English.
 * One language a build: no page fetches words that it does not show.
 */
export function inLanguage(language: string): Plugin {
  return {
    name: "caravel-language",
    enforce: "pre",
    // `~` is already replaced here.
    resolveId(source) {
      if (language === "en" || !source.startsWith(ENGLISH)) return
      const file = `${WORDS}${language}/${source.slice(ENGLISH.length)}.ts`
      return existsSync(file) ? file : undefined
    },
    transformIndexHtml: (html) => html.replace('<html lang="en">', `<html lang="${language}">`),
  }
}
