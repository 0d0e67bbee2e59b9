import type { Plugin } from "vite"

/**
 * What the build puts around each `import()` fetches the styles and the files that a part needs before it. Ours needs neither:
 * the styles are one file, which the page names, and files fetch what they import. Nor does anybody listen to its event for
 * a part that does not come: `fetchPart` waits for it.
 */
export const plainImports = (): Plugin => ({
  name: "caravel-plain-imports",
  apply: "build",
  enforce: "pre",
  load: (id) => (id.endsWith("vite/preload-helper.js") ? "export const __vitePreload = (fetch) => fetch()" : undefined),
})
