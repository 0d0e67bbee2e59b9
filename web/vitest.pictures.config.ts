import { defineConfig } from "vitest/config"

const TEST_MS = 60_000

/** Draws every state of the app, on the mock's data: `npm run pictures`. */
export default defineConfig({
  resolve: { alias: { "~": new URL("./src", import.meta.url).pathname } },
  test: {
    include: ["test/pictures/**/*.test.ts"],
    globalSetup: ["test/pictures/world.ts"],
    environment: "node",
    fileParallelism: false,
    testTimeout: TEST_MS,
    hookTimeout: TEST_MS,
    reporters: ["verbose"],
  },
})
