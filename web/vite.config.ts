import tailwindcss from "@tailwindcss/vite"
import { defineConfig } from "vite"
import solid from "vite-plugin-solid"

const SERVER = process.env.CARAVEL_URL ?? "http://localhost:2892"

export default defineConfig({
  plugins: [solid(), tailwindcss()],
  resolve: { alias: { "~": new URL("./src", import.meta.url).pathname } },
  // The strict CSP allows neither inlined assets nor the inline preload polyfill.
  build: { target: "es2022", assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  server: {
    // The server tells pages and API apart by what the client accepts; the development server does the same.
    proxy: {
      "^/(plans|info|identity|tenants|relays|invoices|subdomains|session|stream|images|admin|healthz|readyz)": {
        target: SERVER,
        bypass: (request) => (request.headers.accept?.includes("text/html") ? "/index.html" : undefined),
      },
    },
  },
  test: { environment: "node", include: ["test/unit/**/*.test.ts"] },
})
