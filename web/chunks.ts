import type { Rolldown } from "vite"

/** Our own sources but those about money, and the small packages. The large ones stand with `main.tsx` or with the one part that needs them; ways to sign with each other. */
const OURS =
  /src\/(?!auth\/|.*admin|components\/pay\/|(api|domain)\/(invoice|payer|payment|autopay|prompt|demo)|i18n\/en\/(invoice|pay|autopay|charge|prompts))|lucide-solid|clsx/
const OPERATOR = /src\/(api|components|i18n)\/.*admin/
const RELAY = /src\/components\/relay\//

/** A module that so many pages and parts need is worth a fetch of its own by nobody. */
const MANY = 9
const SEVERAL = 5
const SOME = 3
/** A module so small costs less to bring along than to fetch, in bytes of its source. */
const SMALL = 1_500

/**
 * Which modules come in one file. Left to itself the bundler makes a file for every set of pages that share something: some
 * forty small ones for a page, each of which costs a browser more than its bytes do. The operator's code is in none of the others.
 */
export const chunks: NonNullable<Exclude<Rolldown.OutputOptions["codeSplitting"], boolean | undefined>["groups"]> = [
  { name: "app", tags: ["$initial"], priority: 6 },
  { name: "frame", test: OURS, minShareCount: MANY, priority: 5 },
  { name: "small", test: OURS, minShareCount: SOME, maxModuleSize: SMALL, priority: 4 },
  { name: "relay", test: RELAY, minShareCount: SEVERAL, priority: 3 },
  // Else it would come with the operator's code, which needs it too.
  { name: "search", test: /src\/ui\/search-field/, priority: 2.5 },
  { name: "operator", test: OPERATOR, minShareCount: SOME, priority: 2 },
  { name: "part", test: OURS, minShareCount: 2, entriesAware: true, priority: 1 },
]

/** Without the list of all that share a part. */
export const chunkFileNames = ({ name }: { name: string }) => `assets/${name.split("~")[0]}-[hash].js`
