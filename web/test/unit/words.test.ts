import { existsSync } from "node:fs"
import type { IndexHtmlTransformResult, Plugin } from "vite"
import { describe, expect, it } from "vitest"
import type { text as english } from "~/i18n/en/common"
import { text } from "~/i18n/en/start"
import type { Words } from "~/i18n/words"
import { inLanguage } from "../../language.ts"

type Hook = (source: string) => string | undefined
const resolve = (plugin: Plugin, source: string) => (plugin.resolveId as unknown as Hook)(source)

describe("another language", () => {
  it("has a sentence for every sentence, and takes the same figures", () => {
    const nav: Words<typeof english>["nav"] = {
      main: "Principal",
      operator: "Operador",
      relays: "Relays",
      account: "Conta",
      overview: "Resumo",
      tenants: "Contas",
      reports: "Denúncias",
      broadcasts: "Anúncios",
      audit: "Registo",
      invoices: "Faturas",
      logIn: "Entrar",
      home: (product) => `${product}, para os meus relays`,
      start: (product) => `${product}, para o início`,
    }
    // @ts-expect-error a sentence is missing
    const lacking: Words<typeof english>["menu"] = { open: "A tua conta" }
    // @ts-expect-error a figure is taken for a sentence
    const wrong: Words<typeof english>["errors"]["tooMany"] = (seconds: string) => seconds
    expect([nav.home("Caravel"), lacking.open, typeof wrong]).toEqual([
      "Caravel, para os meus relays",
      "A tua conta",
      "function",
    ])
  })

  it("says in English what is not translated yet", () => {
    const common = new URL("../../src/i18n/en/common", import.meta.url).pathname
    expect(existsSync(`${common}.ts`)).toBe(true)
    expect(resolve(inLanguage("xx"), common)).toBeUndefined()
    expect(resolve(inLanguage("en"), common)).toBeUndefined()
    // English in the place of a translation, to have a folder that is there.
    expect(resolve(inLanguage("../i18n/en"), common)).toBe(`${common.replace("i18n/en", "i18n/../i18n/en")}.ts`)
  })

  const inPage = (language: string) => {
    const transform = inLanguage(language).transformIndexHtml as (html: string) => Promise<IndexHtmlTransformResult>
    return transform('<html lang="en">')
  }

  it("is named in the page, for those who have it read out", async () => {
    expect(await inPage("pt")).toMatchObject({ html: '<html lang="pt">' })
  })

  it("is that of the page too where no script comes that would bring the words", async () => {
    const sentence = { tag: "template", children: [{ tag: "p", attrs: { role: "alert" }, children: text.notLoaded }] }
    expect(await inPage("pt"), "English, where it is not translated yet").toMatchObject({ tags: [sentence] })
    expect(await inPage("../i18n/en")).toMatchObject({ tags: [sentence] })
  })
})
