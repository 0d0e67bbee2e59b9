import { defineConfig } from "vitest/config"

const TEST_MS = 120_000
/** What a page comes to show by itself, in milliseconds: as long as Playwright waits for anything. */
const POLL_MS = 30_000

/** Walks through the real server in a real browser, one after the other: `npm run e2e`. */
export default defineConfig({
  resolve: { alias: { "~": new URL("./src", import.meta.url).pathname } },
  test: {
    include: ["test/e2e/**/*.test.ts"],
    globalSetup: ["test/e2e/support/world.ts"],
    environment: "node",
    fileParallelism: false,
    testTimeout: TEST_MS,
    // `./test` lists the walks that passed only at the second attempt.
    retry: process.env.CI ? 1 : 0,
    hookTimeout: TEST_MS,
    expect: { poll: { timeout: POLL_MS } },
    reporters: ["verbose"],
  },
})
