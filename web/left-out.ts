import type { Plugin } from "vite"

/** Modules of others by what their paths end with, and what stands in their place. */
const INSTEAD: Record<string, string> = {
  // What the build puts around each `import()` fetches the styles and the files that a part needs before it. Ours needs
  // neither: the styles are one file, which the page names, and files fetch what they import. Nor does anybody listen to its
  // event for a part that does not come: `fetchPart` waits for it.
  "vite/preload-helper.js": "export const __vitePreload = (fetch) => fetch()",
  // Queries that grow page by page: our lists are whole, or turn their pages by the address.
  "query-core/build/modern/infiniteQueryBehavior.js": `
    export const infiniteQueryBehavior = () => { throw new Error("left out of the build: left-out.ts") }
    export { infiniteQueryBehavior as hasNextPage, infiniteQueryBehavior as hasPreviousPage }`,
  // Whether the device is online is nobody's question: every query of ours is asked at any time (`networkMode`), and
  // `connection.ts` knows whether the server answers.
  "query-core/build/modern/onlineManager.js":
    "export const onlineManager = { isOnline: () => true, subscribe: () => () => {} }",
  // Timers of another kind than the browser's own.
  "query-core/build/modern/timeoutManager.js": `
    export const timeoutManager = {
      setTimeout: (then, ms) => setTimeout(then, ms), clearTimeout: (timer) => clearTimeout(timer),
      setInterval: (then, ms) => setInterval(then, ms), clearInterval: (timer) => clearInterval(timer) }
    export const systemSetTimeoutZero = (then) => { setTimeout(then) }`,
}

/** Leaves out of the built app what packages bring for others. */
export const leftOut = (): Plugin => ({
  name: "caravel-left-out",
  apply: "build",
  enforce: "pre",
  load: (id) => Object.entries(INSTEAD).find(([path]) => id.endsWith(path))?.[1],
})
