import type { HtmlTagDescriptor, Plugin, Rolldown } from "vite"
import byItself from "./by-itself.json" with { type: "json" }

type Groups = NonNullable<Exclude<Rolldown.OutputOptions["codeSplitting"], boolean | undefined>["groups"]>
type Module = { importedIds: readonly string[]; dynamicallyImportedIds: readonly string[]; code: string | null }
/** Modules that come in one file, and the pages that need all of them. */
type Pack = { modules: string[]; pages: ReadonlySet<string>; bytes: number }

const ROUTES = "/src/routes.ts"
const LAYOUTS = "/src/components/frame/layouts.tsx"
const MAIN = "/src/main.tsx"
/** Pages with a frame of their own. */
const UNFRAMED = /src\/pages\/(marketing|login)\.tsx$/
const OPERATOR = /src\/pages\/admin\//
/** Parts that a page sends for by itself; all others wait until somebody asks for them. */
const isByItself = (id: string) => byItself.some((path) => id.endsWith(`/${path}`))

/** A file more costs a page so many bytes, about: what the packer cannot see across files, and the fetch. */
const FILE_BYTES = 700
/** How much more a byte counts on a heavy page. */
const HEAVY = 2
/** What is left of a byte of a module's code in the packed file, about. */
const PACKED = 0.22
const PACKS_MAX = 80

/** What stands behind `all`, itself included, along the imports that `next` names. */
function reach(roots: readonly string[], next: (id: string) => readonly string[]): Set<string> {
  const found = new Set(roots)
  for (const id of found) for (const other of next(id)) found.add(other)
  return found
}

const together = (one: Pack, other: Pack): Pack => ({
  modules: [...one.modules, ...other.modules],
  pages: new Set([...one.pages, ...other.pages]),
  bytes: one.bytes + other.bytes,
})

/**
 * Modules by the pages that need them, and packs that are so small or so alike that fetching them in one is cheaper. What
 * one page alone needs stays with it, and what only the operator needs with the operator.
 */
function packs(pagesOf: ReadonlyMap<string, ReadonlySet<string>>, bytesOf: (id: string) => number): Pack[] {
  const bySet = new Map<string, Pack>()
  for (const [id, pages] of pagesOf) {
    const key = [...pages].sort().join()
    const pack = bySet.get(key) ?? { modules: [], pages, bytes: 0 }
    bySet.set(key, { modules: [...pack.modules, id], pages, bytes: pack.bytes + bytesOf(id) })
  }
  const totals = new Map<string, number>()
  for (const { pages, bytes } of bySet.values()) {
    for (const page of pages) totals.set(page, (totals.get(page) ?? 0) + bytes)
  }
  const heaviest = Math.max(...totals.values())
  const weight = (page: string) => ((totals.get(page) ?? 0) / heaviest) ** HEAVY
  /** What all pages that load a pack load for it; a byte on a heavy page counts for more. */
  const cost = ({ pages, bytes }: Pack) =>
    [...pages].reduce((all, page) => all + weight(page), 0) * (FILE_BYTES + bytes * PACKED)
  const alone = [...bySet.values()].filter(({ pages }) => pages.size === 1)
  const shared = [...bySet.values()].filter(({ pages }) => pages.size > 1)
  const isOperators = ({ pages }: Pack) => [...pages].every((page) => OPERATOR.test(page))
  for (;;) {
    let best: { gain: number; one: Pack; other: Pack } | undefined
    for (const one of shared) {
      for (const other of shared) {
        // Only a smaller set joins one that it lies in, or is close to: nothing is then needed by what it is packed before.
        if (one === other || isOperators(one) !== isOperators(other)) continue
        const gain = cost(one) + cost(other) - cost(together(one, other))
        if (gain > (best?.gain ?? 0)) best = { gain, one, other }
      }
    }
    if (!best) break
    const { one, other } = best
    shared.splice(shared.indexOf(one), 1)
    shared.splice(shared.indexOf(other), 1, together(one, other))
  }
  return [...shared, ...alone].sort((a, b) => b.pages.size - a.pages.size)
}

/** The modules that each pack of the pages holds, and those that each page needs, once the whole app has been read. */
const packed = new Map<string, number>()
const needed = new Map<string, ReadonlySet<string>>()

/** Reads from the app's own imports which pages need which module. */
export const packByPages = (): Plugin => ({
  name: "caravel-pack-by-pages",
  apply: "build",
  buildEnd() {
    const ids = [...this.getModuleIds()]
    const of = (id: string): Module =>
      this.getModuleInfo(id) ?? { importedIds: [], dynamicallyImportedIds: [], code: "" }
    const named = (path: string) => ids.find((id) => id.endsWith(path)) ?? ""
    const statically = (id: string) => of(id).importedIds
    const inAll = (id: string) => [...of(id).importedIds, ...of(id).dynamicallyImportedIds.filter(isByItself)]
    const first = reach([named("/src/start.ts"), named(MAIN)], statically)
    const layouts = named(LAYOUTS)
    const routes = of(named(ROUTES)).dynamicallyImportedIds.filter((id) => id !== layouts)
    const pagesOf = new Map<string, Set<string>>()
    for (const page of routes) {
      const ofFrame = UNFRAMED.test(page) ? [] : [layouts]
      const ofAll = [...first].flatMap((id) => of(id).dynamicallyImportedIds.filter(isByItself))
      const all = reach([page, ...ofFrame, ...ofAll], inAll)
      needed.set(page, all)
      for (const id of all) {
        if (first.has(id) || routes.includes(id)) continue
        pagesOf.set(id, (pagesOf.get(id) ?? new Set()).add(page))
      }
    }
    packed.clear()
    for (const [n, { modules }] of packs(pagesOf, (id) => of(id).code?.length ?? 0).entries()) {
      for (const id of modules) packed.set(id, n)
    }
  },
  /**
   * Says for `sizes.mjs` which files a page is made of, those that it sends for by itself with the others, and for `pages.ts`
   * which it begins with.
   */
  generateBundle(_, bundle) {
    const made = Object.values(bundle).filter((one) => one.type === "chunk")
    const fileOf = new Map(made.flatMap(({ moduleIds, fileName }) => moduleIds.map((id) => [id, fileName] as const)))
    const imports = new Map(made.map(({ fileName, imports }) => [fileName, imports]))
    const filesOf = (ids: Iterable<string>) => {
      const files = [...ids].map((id) => fileOf.get(id)).filter((file) => file !== undefined)
      return [...reach(files, (file) => imports.get(file) ?? [])]
    }
    const find = (path: string) => [...fileOf.keys()].find((id) => id.endsWith(path)) ?? ""
    const begun = (page: string) => [find(MAIN), page, ...(UNFRAMED.test(page) ? [] : [find(LAYOUTS)])]
    const say = (fileName: string, of: (page: string, ids: ReadonlySet<string>) => string[]) => {
      const pages = [...needed].map(([page, ids]) => [page.replace(/^.*\/src\//, "src/"), of(page, ids)])
      this.emitFile({ type: "asset", fileName, source: JSON.stringify(Object.fromEntries(pages)) })
    }
    say(".vite/pages.json", (_, ids) => filesOf(ids))
    say(".vite/ahead.json", (page) => filesOf(begun(page)))
  },
})

/** Our own sources but those about money, and the small packages. The large ones stand with `main.tsx` or with the one part that needs them; ways to sign with each other. */
const OURS =
  /src\/(?!auth\/|.*admin|components\/pay\/|(api|domain)\/(invoice|payer|payment|autopay|prompt|demo)|i18n\/en\/(invoice|pay|autopay|charge|prompts))|lucide-solid|clsx/

/**
 * Which modules come in one file. Left to itself the bundler makes a file for every set of pages that share something: some
 * forty small ones for a page, each of which costs a browser more than its bytes do.
 */
export const chunks: Groups = [
  {
    name: "index",
    test: /src\/(start|routes|paths|i18n\/en\/start)\.ts|vite\/preload-helper|rolldown.runtime/,
    priority: 1_002,
  },
  { name: "app", test: /src\/main\.tsx/, priority: 1_001 },
  ...Array.from({ length: PACKS_MAX }, (_, n) => ({
    name: `pack-${n}`,
    test: (id: string) => packed.get(id) === n,
    priority: 1_000 - n,
  })),
  { name: "part", test: OURS, minShareCount: 2, entriesAware: true, priority: 1 },
]

/** Without the list of all that share a part. */
export const chunkFileNames = ({ name }: { name: string }) => `assets/${name.split("~")[0]}-[hash].js`
/** The letters that every page is written in; those of other scripts are fetched when they are met. */
const LETTERS = /inter-latin-opsz-normal.*\.woff2$/

/** `start.ts` sends for the app, and styles for letters; the page names both, so that they come at once. */
export const appWithStart = (): Plugin => ({
  name: "caravel-app-with-start",
  transformIndexHtml: {
    order: "post",
    handler: (_html, { bundle }) =>
      Object.values(bundle ?? {}).flatMap(({ fileName, name }) => {
        const href = `/${fileName}`
        const tag = (attrs: Record<string, string | boolean>): HtmlTagDescriptor[] => [
          { tag: "link", attrs: { ...attrs, crossorigin: true, href }, injectTo: "head" },
        ]
        if (LETTERS.test(fileName)) return tag({ rel: "preload", as: "font", type: "font/woff2" })
        return name === "app" ? tag({ rel: "modulepreload" }) : []
      }),
  },
})
