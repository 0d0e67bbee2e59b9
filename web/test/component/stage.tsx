import { createMemoryHistory, MemoryRouter, Route } from "@solidjs/router"
import { render, waitFor } from "@solidjs/testing-library"
import { QueryClient, QueryClientProvider } from "@tanstack/solid-query"
import { nip19, nip44 } from "nostr-tools"
import { finalizeEvent } from "nostr-tools/pure"
import type { Component } from "solid-js"
import { afterEach, beforeEach } from "vitest"
import { signIn, signOut } from "~/auth/session"
import type { Signer } from "~/auth/signer"
import { Toasts } from "~/ui/overlay/toast"
import { ACCOUNTS } from "../../mock-api/people.ts"
import { type RunningMock, startMock } from "../../mock-api/start.ts"

/** Somebody of the mock, with a key in memory that signs at once. */
export function signerOf(who: keyof typeof ACCOUNTS): Signer {
  const { nsec, pubkey } = ACCOUNTS[who]
  const decoded = nip19.decode(nsec)
  if (decoded.type !== "nsec") throw new Error(`not a key: ${nsec}`)
  return {
    kind: "key",
    pubkey,
    sign: async (event) => finalizeEvent(event, decoded.data),
    nip44Decrypt: async (from, ciphertext) => nip44.decrypt(ciphertext, nip44.getConversationKey(decoded.data, from)),
    close: async () => {},
  }
}

export const signInAs = (who: keyof typeof ACCOUNTS) => signIn(signerOf(who))
export { signOut }

/** A mock of its own for each test of a file, and nobody signed in after it; `prepare` runs before each. */
export function withMock(
  prepare: (mock: RunningMock) => unknown = () => {},
  now?: () => number,
): { readonly mock: RunningMock } {
  let mock: RunningMock | undefined
  beforeEach(async () => {
    mock = startMock(now)
    await prepare(mock)
  })
  afterEach(async () => {
    await signOut()
    mock?.stop()
  })
  return {
    get mock() {
      if (!mock) throw new Error("there is a mock only while a test runs")
      return mock
    },
  }
}

/** The rows of the one table on the page, once there are some. Looked up by tag: a query by role over fifty takes seconds. */
export const rows = () =>
  waitFor(() => {
    const found = [...document.querySelectorAll<HTMLElement>("tbody tr")]
    if (found.length === 0) throw new Error("no rows yet")
    return found
  })

/**
 * Shows a page at an address, with the app's providers around it. Every other address shows its own path, so that a test sees
 * where somebody went.
 */
export function showPage(page: Component, route: string, at: string) {
  const history = createMemoryHistory()
  history.set({ value: at })
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  const shown = render(() => (
    <QueryClientProvider client={queries}>
      <MemoryRouter history={history}>
        <Route path={route} component={page} />
        <Route path="*" component={() => <p>{`at ${history.get()}`}</p>} />
      </MemoryRouter>
      <Toasts />
    </QueryClientProvider>
  ))
  return { ...shown, history, queries }
}
