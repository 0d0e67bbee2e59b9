import { waitFor } from "@solidjs/testing-library"
import { finalizeEvent, generateSecretKey, getPublicKey } from "nostr-tools/pure"
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import type { Signer } from "~/auth/signer"
import { TestChannel } from "./support/tabs"

const SERVER = "https://api.example"
const START = new Date("2026-11-21T12:00:00Z")
const MINUTE = 60_000

type Tab = { session: typeof import("~/auth/session"); client: typeof import("~/api/server/client") }

/** A page just loaded: modules of its own, the storage of the tab it is in. */
async function openTab(): Promise<Tab> {
  vi.resetModules()
  return { session: await import("~/auth/session"), client: await import("~/api/server/client") }
}

function testSigner(key = generateSecretKey()) {
  const signer = {
    kind: "key" as const,
    pubkey: getPublicKey(key),
    signed: [] as number[],
    closed: false as boolean,
    async sign(template) {
      await Promise.resolve()
      signer.signed.push(template.kind)
      return finalizeEvent(template, key)
    },
    nip44Decrypt: () => Promise.reject(new Error("nobody opens messages here")),
    async close() {
      signer.closed = true
    },
  } satisfies Signer & { signed: number[]; closed: boolean }
  return signer
}

type Token = { pubkey: string; kind: number; tags: string[][]; content: string }
const tokenOf = (authorization: string): Token => JSON.parse(atob(authorization.replace("Nostr ", "")))

describe("the session", () => {
  const realFetch = globalThis.fetch
  const realChannel = globalThis.BroadcastChannel
  /** What reached the server: path and token. */
  let arrived: { path: string; method: string; authorization: string | null }[] = []
  let refuse: (authorization: string) => boolean = () => false

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["Date"], now: START })
    globalThis.BroadcastChannel = TestChannel as never
    arrived = []
    refuse = () => false
    globalThis.fetch = async (input) => {
      const request = input as Request
      const path = new URL(request.url).pathname
      const authorization = request.headers.get("Authorization")
      arrived.push({ path, method: request.method, authorization })
      if (path === "/info") return Response.json({ data: { server_url: SERVER }, code: "ok" })
      if (authorization === null || refuse(authorization)) {
        return Response.json({ error: "Your session has expired.", code: "unauthorized" }, { status: 401 })
      }
      const { pubkey } = tokenOf(authorization)
      return Response.json({ data: path === "/identity" ? { pubkey, is_admin: false } : null, code: "ok" })
    }
  })
  afterEach(() => {
    TestChannel.goAway()
    globalThis.fetch = realFetch
    globalThis.BroadcastChannel = realChannel
    vi.useRealTimers()
  })

  const relay = (tab: Tab, id: string) =>
    tab.client.unwrap(tab.client.api.GET("/relays/{id}", { params: { path: { id } } }))
  const tokens = (path: string) => arrived.filter((one) => one.path === path).map((one) => one.authorization)

  it("signs what the server names, and says who that is", async () => {
    const tab = await openTab()
    const signer = testSigner()
    await tab.session.signIn(signer)
    expect(tab.session.account()).toEqual({ pubkey: signer.pubkey, isAdmin: false, kind: "key" })
    const token = tokenOf((await tab.session.authorization()) ?? "")
    expect(token).toMatchObject({ kind: 27235, content: "", pubkey: signer.pubkey })
    expect(token.tags).toContainEqual(["u", SERVER])
  })

  it("asks for one signature however many calls are made at once", async () => {
    const tab = await openTab()
    const signer = testSigner()
    await tab.session.signIn(signer)
    vi.setSystemTime(START.getTime() + 31 * MINUTE)
    await Promise.all(["a", "b", "c", "d", "e", "f"].map((id) => relay(tab, id)))
    expect(signer.signed).toHaveLength(2)
    expect(new Set(arrived.filter((one) => one.path.startsWith("/relays/")).map((one) => one.authorization)).size).toBe(
      1,
    )
  })

  it("renews the token a minute before its end and not earlier", async () => {
    const tab = await openTab()
    const signer = testSigner()
    await tab.session.signIn(signer)
    const first = await tab.session.authorization()
    vi.setSystemTime(START.getTime() + 28.9 * MINUTE)
    expect(await tab.session.authorization()).toBe(first)
    vi.setSystemTime(START.getTime() + 29.1 * MINUTE)
    expect(await tab.session.authorization()).not.toBe(first)
  })

  it("sends a call again with a new token when the server refused the old one", async () => {
    const tab = await openTab()
    const signer = testSigner()
    await tab.session.signIn(signer)
    const old = await tab.session.authorization()
    vi.setSystemTime(START.getTime() + 10 * MINUTE)
    refuse = (authorization) => authorization === old
    await relay(tab, "a")
    expect(tokens("/relays/a")).toHaveLength(2)
    expect(signer.signed).toHaveLength(2)
  })

  it("does not sign again and again when the server refuses what was just signed", async () => {
    const tab = await openTab()
    const signer = testSigner()
    await tab.session.signIn(signer)
    refuse = () => true
    await expect(relay(tab, "a")).rejects.toMatchObject({ code: "unauthorized", status: 401 })
    await expect(relay(tab, "b")).rejects.toMatchObject({ code: "unauthorized" })
    expect(signer.signed).toHaveLength(1)
  })

  it("shows no token to public routes", async () => {
    const tab = await openTab()
    await tab.session.signIn(testSigner())
    await tab.client.unwrap(tab.client.api.GET("/plans")).catch(() => {})
    expect(tokens("/plans")).toEqual([null])
    expect(new Set(tokens("/info"))).toEqual(new Set([null]))
  })

  it("keeps the token over a reload, and never the key", async () => {
    const key = generateSecretKey()
    const first = await openTab()
    await first.session.signIn(testSigner(key))
    const kept = JSON.stringify([{ ...sessionStorage }, { ...localStorage }])
    expect(kept).not.toContain([...key].map((byte) => byte.toString(16).padStart(2, "0")).join(""))
    TestChannel.goAway()
    const reloaded = await openTab()
    expect(reloaded.session.account()).toEqual(first.session.account())
    await relay(reloaded, "a")
    expect(tokens("/relays/a")).toHaveLength(1)
  })

  describe("when the token is over and the key is not in memory", () => {
    const reloadLate = async () => {
      const key = generateSecretKey()
      await (await openTab()).session.signIn(testSigner(key))
      TestChannel.goAway()
      vi.setSystemTime(START.getTime() + 40 * MINUTE)
      return { tab: await openTab(), signer: testSigner(key) }
    }

    it("asks for the key and then goes on with what was asked", async () => {
      const { tab, signer } = await reloadLate()
      const answer = relay(tab, "a")
      await waitFor(() => expect(tab.session.needsSigner()).toBe(true))
      tab.session.unlock(signer)
      await expect(answer).resolves.toBeNull()
      expect(tab.session.needsSigner()).toBe(false)
    })

    it("takes no other account's key", async () => {
      const { tab, signer } = await reloadLate()
      const answer = relay(tab, "a")
      await waitFor(() => expect(tab.session.needsSigner()).toBe(true))
      expect(() => tab.session.unlock(testSigner())).toThrow(/another account/)
      expect(tab.session.needsSigner()).toBe(true)
      tab.session.unlock(signer)
      await answer
    })

    it("says what is missing when nobody unlocks, and lets the background alone afterwards", async () => {
      const { tab } = await reloadLate()
      const answer = relay(tab, "a")
      await waitFor(() => expect(tab.session.needsSigner()).toBe(true))
      tab.session.declineUnlock()
      await expect(answer).rejects.toMatchObject({ code: "locked" })
      await expect(relay(tab, "b")).rejects.toMatchObject({ code: "locked" })
      expect(tab.session.needsSigner()).toBe(false)
      expect(tab.session.account()).toBeDefined()
      const action = tab.client.unwrap(
        tab.client.api.POST("/relays/{id}/deactivate", { params: { path: { id: "a" } } }),
      )
      await waitFor(() => expect(tab.session.needsSigner()).toBe(true))
      tab.session.declineUnlock()
      await expect(action).rejects.toMatchObject({ code: "locked" })
    })
  })

  describe("in two tabs", () => {
    /** Another tab: its storage is its own, so the first one's is put aside while it loads. */
    const openSecondTab = () => {
      sessionStorage.clear()
      return openTab()
    }

    it("a new tab is signed in as the others are", async () => {
      const one = await openTab()
      await one.session.signIn(testSigner())
      const two = await openSecondTab()
      await waitFor(() => expect(two.session.account()).toEqual(one.session.account()))
      expect(two.session.sessionSettled()).toBe(true)
    })

    it("a sign-in is seen in a tab that shows the login page", async () => {
      const one = await openTab()
      const two = await openSecondTab()
      expect(two.session.account()).toBeUndefined()
      await one.session.signIn(testSigner())
      await waitFor(() => expect(two.session.account()).toEqual(one.session.account()))
    })

    it("a sign-out ends the session at the server, in the signer and in both", async () => {
      const one = await openTab()
      const signer = testSigner()
      await one.session.signIn(signer)
      const two = await openSecondTab()
      await waitFor(() => expect(two.session.account()).toBeDefined())
      const heard: unknown[] = []
      two.session.onAccountChange((account) => heard.push(account))
      await two.session.signOut()
      await waitFor(() => expect(one.session.account()).toBeUndefined())
      expect(two.session.account()).toBeUndefined()
      expect(one.session.departure()).toBe("elsewhere")
      expect(heard).toEqual([undefined])
      expect(signer.closed).toBe(true)
      expect(arrived).toContainEqual(expect.objectContaining({ path: "/session", method: "DELETE" }))
      expect(sessionStorage.getItem("session")).toBeNull()
    })

    it("asks nothing more with the token that it has just ended", async () => {
      const { session, client } = await openTab()
      let closed: (() => void) | undefined
      const close = () => new Promise<void>((resolve) => (closed = resolve))
      await session.signIn({ ...testSigner(), close })
      const leaving = session.signOut()
      await waitFor(() => expect(arrived.at(-1)?.method).toBe("DELETE"))
      await expect(client.api.GET("/tenants")).rejects.toMatchObject({ code: "expired" })
      expect(arrived.at(-1)?.method).toBe("DELETE")
      await waitFor(() => expect(closed).toBeDefined())
      closed?.()
      await leaving
      expect(session.account()).toBeUndefined()
    })

    it("a sign-in as somebody else replaces the account in both, and says so", async () => {
      const one = await openTab()
      const before = testSigner()
      await one.session.signIn(before)
      const two = await openSecondTab()
      await waitFor(() => expect(two.session.account()).toBeDefined())
      const heard: boolean[] = []
      one.session.onAccountChange((_, replaced) => heard.push(replaced))
      two.session.onAccountChange((_, replaced) => heard.push(replaced))
      const other = testSigner()
      await two.session.signIn(other)
      await waitFor(() => expect(one.session.account()?.pubkey).toBe(other.pubkey))
      expect(heard).toEqual([false, true])
      expect(before.closed).toBe(true)
    })

    it("a tab without the key gets its fresh token from the one that has it", async () => {
      const one = await openTab()
      const signer = testSigner()
      await one.session.signIn(signer)
      const two = await openSecondTab()
      await waitFor(() => expect(two.session.account()).toBeDefined())
      vi.setSystemTime(START.getTime() + 31 * MINUTE)
      await relay(two, "a")
      expect(two.session.needsSigner()).toBe(false)
      expect(signer.signed).toHaveLength(2)
    })
  })

  it("ends when the extension holds another account", async () => {
    const tab = await openTab()
    const signer = testSigner()
    let holds = signer.pubkey
    await tab.session.signIn({ ...signer, kind: "extension", current: async () => holds })
    window.dispatchEvent(new Event("focus"))
    expect(tab.session.account()).toBeDefined()
    holds = testSigner().pubkey
    window.dispatchEvent(new Event("focus"))
    await waitFor(() => expect(tab.session.account()).toBeUndefined())
    expect(tab.session.departure()).toBe("switched")
  })
})
