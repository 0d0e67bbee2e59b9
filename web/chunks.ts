import type { Plugin, Rolldown } from "vite"

/** Our own sources but those about money, and the small packages. The large ones stand with `main.tsx` or with the one part that needs them; ways to sign with each other. */
const OURS =
  /src\/(?!auth\/|.*admin|components\/pay\/|(api|domain)\/(invoice|payer|payment|autopay|prompt|demo)|i18n\/en\/(invoice|pay|autopay|charge|prompts))|lucide-solid|clsx/
const OPERATOR = /src\/(api|components|i18n)\/.*admin/
const LISTS = /src\/ui\/(search-field|filter|no-matches|table|scale)\.tsx/
const RELAY = /src\/components\/relay\//

/** A module that so many pages and parts need is worth a fetch of its own by nobody. */
const MANY = 9
const SEVERAL = 5
const SOME = 4
/** A module so small costs less to bring along than to fetch, in bytes of its source. */
const SMALL = 1_000

/**
 * Which modules come in one file. Left to itself the bundler makes a file for every set of pages that share something: some
 * forty small ones for a page, each of which costs a browser more than its bytes do. The operator's code is in none of the others.
 */
export const chunks: NonNullable<Exclude<Rolldown.OutputOptions["codeSplitting"], boolean | undefined>["groups"]> = [
  { name: "index", test: /src\/(start|routes|paths)\.ts|vite\/preload-helper|rolldown.runtime/, priority: 7 },
  { name: "app", test: /src\/main\.tsx/, priority: 6 },
  { name: "frame", test: OURS, minShareCount: MANY, priority: 5 },
  { name: "small", test: OURS, minShareCount: SOME, maxModuleSize: SMALL, priority: 4 },
  { name: "lists", test: LISTS, priority: 3 },
  { name: "relay", test: RELAY, minShareCount: SEVERAL, priority: 3 },
  { name: "operator", test: OPERATOR, minShareCount: SOME, priority: 1 },
  { name: "part", test: OURS, minShareCount: 2, entriesAware: true, priority: 2 },
]

/** Without the list of all that share a part. */
export const chunkFileNames = ({ name }: { name: string }) => `assets/${name.split("~")[0]}-[hash].js`

/** `start.ts` sends for the app; the page names it too, so that it comes with `start.ts` and not after it. */
export const appWithStart = (): Plugin => ({
  name: "caravel-app-with-start",
  transformIndexHtml: {
    order: "post",
    handler: (_html, { bundle }) =>
      Object.values(bundle ?? {})
        .filter((made) => made.type === "chunk" && made.name === "app")
        .map(({ fileName }) => ({
          tag: "link",
          attrs: { rel: "modulepreload", crossorigin: true, href: `/${fileName}` },
          injectTo: "head",
        })),
  },
})
