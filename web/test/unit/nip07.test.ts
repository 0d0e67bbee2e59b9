import { finalizeEvent, generateSecretKey, getPublicKey } from "nostr-tools/pure"
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { connectExtension, extensionSigner, lookForExtension } from "~/auth/nip07"
import type { EventTemplate } from "~/auth/signer"

const secret = generateSecretKey()
const pubkey = getPublicKey(secret)
const template: EventTemplate = {
  kind: 27235,
  created_at: 1_700_000_000,
  tags: [["u", "https://host.example"]],
  content: "",
}
const never = () => new Promise<never>(() => undefined)

function install(extension: {
  getPublicKey?: () => Promise<unknown>
  signEvent?: (event: EventTemplate) => Promise<unknown>
  nip44?: { decrypt: (from: string, ciphertext: string) => Promise<unknown> }
}) {
  vi.stubGlobal("nostr", {
    getPublicKey: async () => pubkey,
    signEvent: async (event: EventTemplate) => finalizeEvent({ ...event }, secret),
    ...extension,
  })
}

beforeEach(() => {
  vi.useFakeTimers()
  const page = new EventTarget()
  vi.stubGlobal("addEventListener", page.addEventListener.bind(page))
  vi.stubGlobal("removeEventListener", page.removeEventListener.bind(page))
  vi.stubGlobal("dispatchEvent", page.dispatchEvent.bind(page))
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe("looking for an extension", () => {
  it("finds_one_that_is_there_at_once", () => {
    install({})
    const found = vi.fn()
    lookForExtension(found)
    expect(found).toHaveBeenCalledOnce()
  })

  it("finds_one_that_comes_late_and_tells_it_once", () => {
    const [found, gone] = [vi.fn(), vi.fn()]
    lookForExtension(found, gone)
    vi.advanceTimersByTime(2000)
    install({})
    vi.advanceTimersByTime(10_000)
    expect(found).toHaveBeenCalledOnce()
    expect(gone).not.toHaveBeenCalled()
  })

  it("says_after_three_seconds_that_there_is_none_and_looks_again_when_somebody_comes_back", () => {
    const [found, gone] = [vi.fn(), vi.fn()]
    lookForExtension(found, gone)
    vi.advanceTimersByTime(2999)
    expect(gone).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1)
    expect(gone).toHaveBeenCalledOnce()
    install({})
    vi.advanceTimersByTime(60_000)
    expect(found).not.toHaveBeenCalled()
    dispatchEvent(new Event("focus"))
    expect(found).toHaveBeenCalledOnce()
  })

  it("ends_when_told_to", () => {
    const found = vi.fn()
    lookForExtension(found)()
    install({})
    vi.advanceTimersByTime(10_000)
    dispatchEvent(new Event("focus"))
    expect(found).not.toHaveBeenCalled()
  })

  it("takes_no_object_that_cannot_sign", () => {
    vi.stubGlobal("nostr", { getPublicKey: async () => pubkey })
    const found = vi.fn()
    lookForExtension(found)
    expect(found).not.toHaveBeenCalled()
  })
})

describe("an extension", () => {
  it("signs_what_was_asked", async () => {
    install({})
    const signer = await connectExtension()
    expect(signer.pubkey).toBe(pubkey)
    expect((await signer.sign(template)).tags).toEqual(template.tags)
  })

  it("that_gives_no_key_is_not_taken", async () => {
    install({ getPublicKey: async () => "npub1" })
    await expect(connectExtension()).rejects.toMatchObject({ reason: "wrong-answer" })
  })

  it("that_signs_with_another_account_is_noticed", async () => {
    install({ signEvent: async (event) => finalizeEvent({ ...event }, generateSecretKey()) })
    await expect(extensionSigner(pubkey).sign(template)).rejects.toThrow(/a different key/)
  })

  it("that_changes_the_given_event_in_place_does_not_change_what_is_held_against_it", async () => {
    install({
      signEvent: async (event) => {
        event.tags.push(["client", "x"])
        return finalizeEvent({ ...event }, secret)
      },
    })
    await expect(extensionSigner(pubkey).sign(template)).rejects.toThrow(/didn’t ask for/)
    expect(template.tags).toHaveLength(1)
  })

  it("that_refuses_in_any_way_has_refused", async () => {
    for (const refusal of [new Error("no"), "no", undefined]) {
      install({ signEvent: () => Promise.reject(refusal) })
      await expect(extensionSigner(pubkey).sign(template)).rejects.toMatchObject({ reason: "refused" })
    }
    install({
      signEvent: () => {
        throw new Error("at once")
      },
    })
    await expect(extensionSigner(pubkey).sign(template)).rejects.toMatchObject({ reason: "refused" })
  })

  it("that_never_answers_is_given_up_after_a_minute", async () => {
    install({ signEvent: never })
    const outcome = expect(extensionSigner(pubkey).sign(template)).rejects.toMatchObject({ reason: "timeout" })
    await vi.advanceTimersByTimeAsync(60_000)
    await outcome
  })

  it("is_not_waited_for_any_more_when_somebody_cancels", async () => {
    install({ signEvent: never })
    const stop = new AbortController()
    const outcome = expect(extensionSigner(pubkey).sign(template, stop.signal)).rejects.toMatchObject({
      reason: "cancelled",
    })
    stop.abort()
    await outcome
  })

  it("is_asked_once_at_a_time_which_account_it_is_on_and_left_alone_after_a_refusal", async () => {
    const asked = vi.fn(async () => pubkey)
    install({ getPublicKey: asked })
    const signer = extensionSigner(pubkey)
    expect(await Promise.all([signer.current?.(), signer.current?.()])).toEqual([pubkey, pubkey])
    expect(asked).toHaveBeenCalledTimes(1)
    asked.mockRejectedValueOnce(new Error("closed"))
    expect(await signer.current?.()).toBeUndefined()
    expect(await signer.current?.()).toBeUndefined()
    expect(asked).toHaveBeenCalledTimes(2)
    vi.advanceTimersByTime(300_000)
    expect(await signer.current?.()).toBe(pubkey)
  })

  it("opens_messages_where_it_can_and_says_so_where_it_cannot", async () => {
    const signer = extensionSigner(pubkey)
    install({})
    await expect(signer.nip44Decrypt("b".repeat(64), "?")).rejects.toMatchObject({ reason: "unable" })
    install({ nip44: { decrypt: async (from: string, said: string) => `${said} from ${from[0]}` } })
    expect(await signer.nip44Decrypt("b".repeat(64), "hello")).toBe("hello from b")
    install({ nip44: { decrypt: async () => 7 } })
    await expect(signer.nip44Decrypt("b".repeat(64), "?")).rejects.toMatchObject({ reason: "wrong-answer" })
    install({ nip44: { decrypt: () => Promise.reject(new Error("no")) } })
    await expect(signer.nip44Decrypt("b".repeat(64), "?")).rejects.toMatchObject({ reason: "refused" })
  })

  it("that_went_away_is_said_to_be_missing", async () => {
    await expect(extensionSigner(pubkey).sign(template)).rejects.toMatchObject({ reason: "unreachable" })
    await expect(extensionSigner(pubkey).current?.()).resolves.toBeUndefined()
  })
})
