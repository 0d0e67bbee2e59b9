import tailwindcss from "@tailwindcss/vite"
import { defineConfig } from "vite"
import { compression } from "vite-plugin-compression2"
import solid from "vite-plugin-solid"
import { inLanguage } from "./language.ts"
import { mockApi } from "./mock-api/plugin.ts"

const SERVER = process.env.CARAVEL_URL ?? "http://localhost:2892"

/** One file for what most pages use. Everything else is split by route, as Vite does it. */
const SHARED = { name: "shared", minShareCount: 10 }

export default defineConfig({
  plugins: [
    inLanguage(process.env.CARAVEL_LANGUAGE ?? "en"),
    solid(),
    tailwindcss(),
    mockApi(),
    // The server sends these files as they are, without compressing at run time.
    compression({ algorithms: ["gzip", "brotliCompress"], include: /\.(html|css|js|svg|txt|json)$/, threshold: 0 }),
  ],
  resolve: { alias: { "~": new URL("./src", import.meta.url).pathname } },
  // The strict CSP allows neither inlined assets nor the inline preload polyfill.
  build: {
    target: "es2022",
    cssTarget: ["chrome123", "firefox128", "safari17.5"],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: true,
    rolldownOptions: { output: { codeSplitting: { groups: [SHARED] } } },
  },
  server: {
    // The server tells pages and API apart by what the client accepts; the development server does the same.
    proxy: {
      "^/(plans|info|identity|tenants|relays|invoices|subdomains|session|stream|images|admin|healthz|readyz)": {
        target: SERVER,
        bypass: (request) => (request.headers.accept?.includes("text/html") ? "/index.html" : undefined),
      },
    },
  },
  test: {
    projects: [
      {
        extends: true,
        test: { name: "unit", environment: "node", include: ["test/unit/**/*.test.ts"] },
      },
      {
        extends: true,
        // The browser's build of Solid, and not its server's, which renders text.
        resolve: { conditions: ["development", "browser"] },
        test: {
          name: "component",
          environment: "jsdom",
          environmentOptions: { jsdom: { url: "http://localhost/" } },
          include: ["test/component/**/*.test.tsx", "src/features/*/tests/*.test.tsx"],
          setupFiles: ["test/component/setup.ts"],
          // A busy machine is slow, not wrong.
          testTimeout: 30_000,
        },
      },
    ],
  },
})
