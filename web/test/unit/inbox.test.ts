import { wrapEvent } from "nostr-tools/nip17"
import { createRumor, createSeal, createWrap } from "nostr-tools/nip59"
import { finalizeEvent, generateSecretKey, getPublicKey } from "nostr-tools/pure"
import { describe, expect, it } from "vitest"
import { readInbox } from "~/api/inbox"
import { keySigner } from "~/auth/keys"
import { type Signer, SignerError } from "~/auth/signer"

const robotKey = generateSecretKey()
const robot = getPublicKey(robotKey)
const strangerKey = generateSecretKey()

type Reader = { signer: Signer; pubkey: string }
function reader(): Reader {
  const signer = keySigner(generateSecretKey())
  return { signer, pubkey: signer.pubkey }
}

/** A relay that has these wraps and is asked once. */
function relayWith(...wraps: unknown[]) {
  const asked: unknown[] = []
  const open = (): WebSocket => {
    const socket = {
      onopen: () => {},
      onmessage: (_: { data: unknown }) => {},
      close: () => {},
      send: (text: string) => {
        asked.push(JSON.parse(text))
        for (const wrap of wraps) socket.onmessage({ data: JSON.stringify(["EVENT", "inbox", wrap]) })
        socket.onmessage({ data: "nonsense" })
        socket.onmessage({ data: JSON.stringify(["EOSE", "inbox"]) })
      },
    }
    queueMicrotask(() => socket.onopen())
    return socket as unknown as WebSocket
  }
  return { open, asked }
}

const from = (key: Uint8Array, to: Reader, text: string) => wrapEvent(key, { publicKey: to.pubkey }, text)
const read = (to: Reader, ...wraps: unknown[]) => readInbox(["ws://relay"], to.signer, robot, relayWith(...wraps).open)

describe("the inbox", () => {
  it("shows_what_the_robot_wrote_each_message_once", async () => {
    const me = reader()
    const wrap = from(robotKey, me, "Your invoice for 10,000 sats is ready.")
    const relay = relayWith(wrap, wrap)
    const found = await readInbox(["ws://one", "ws://two"], me.signer, robot, relay.open)
    expect(found.letters.map((letter) => letter.text)).toEqual(["Your invoice for 10,000 sats is ready."])
    expect(found.others).toBe(0)
    expect(relay.asked[0]).toEqual(["REQ", "inbox", { kinds: [1059], "#p": [me.pubkey], limit: 50 }])
  })

  it("only_counts_what_a_stranger_wrote", async () => {
    const me = reader()
    expect(await read(me, from(strangerKey, me, "Pay me instead"))).toEqual({ letters: [], others: 1 })
  })

  it("does_not_believe_a_stranger_who_claims_to_be_the_robot", async () => {
    const me = reader()
    const rumor = { ...createRumor({ kind: 14, content: "Pay me instead", tags: [] }, strangerKey), pubkey: robot }
    const sealed = createSeal(rumor as never, strangerKey, me.pubkey)
    const claimed = { ...sealed, pubkey: robot }
    for (const seal of [sealed, claimed]) {
      const found = await read(me, createWrap(seal as never, me.pubkey))
      expect(found).toEqual({ letters: [], others: 1 })
    }
  })

  it("does_not_believe_a_message_whose_author_is_another_than_its_seal_s_or_whose_id_is_wrong", async () => {
    const me = reader()
    const whole = createRumor({ kind: 14, content: "true", tags: [] }, robotKey)
    const theirs = createRumor({ kind: 14, content: "true", tags: [] }, strangerKey)
    const note = createRumor({ kind: 1, content: "true", tags: [] }, robotKey)
    for (const rumor of [theirs, note, { ...whole, content: "false" }, { ...whole, created_at: "now" }]) {
      const wrap = createWrap(createSeal(rumor as never, robotKey, me.pubkey), me.pubkey)
      expect((await read(me, wrap)).letters).toEqual([])
    }
  })

  it("passes_over_what_is_no_wrap_and_what_is_for_somebody_else", async () => {
    const me = reader()
    const garbled = finalizeEvent({ kind: 1059, created_at: 1, tags: [["p", me.pubkey]], content: "?" }, strangerKey)
    const other = from(robotKey, reader(), "for another")
    const mine = from(robotKey, me, "for me")
    const found = await read(me, null, { kind: 1059 }, { ...mine, tags: [null] }, garbled, other, mine)
    expect(found.letters.map((letter) => letter.text)).toEqual(["for me"])
  })

  it("says_so_where_the_signer_cannot_open_messages_or_opens_none", async () => {
    const me = reader()
    for (const reason of ["unable", "refused", "timeout"] as const) {
      const signer = { ...me.signer, nip44Decrypt: () => Promise.reject(new SignerError(reason, "a sentence")) }
      const asked = readInbox(["ws://relay"], signer, robot, relayWith(from(robotKey, me, "x")).open)
      await expect(asked).rejects.toThrow("a sentence")
    }
  })

  it("asks_the_signer_once_for_what_was_opened", async () => {
    const me = reader()
    let asked = 0
    const signer: Signer = {
      ...me.signer,
      nip44Decrypt: (by, text) => {
        asked++
        return me.signer.nip44Decrypt(by, text)
      },
    }
    const wrap = from(robotKey, me, "x")
    for (let look = 0; look < 3; look++) {
      await readInbox(["ws://relay"], signer, robot, relayWith(wrap).open)
    }
    expect(asked).toBe(2)
  })

  it("is_empty_where_no_relay_answers", async () => {
    const me = reader()
    const away = () => {
      throw new Error("no such relay")
    }
    expect(await readInbox(["ws://relay"], me.signer, robot, away)).toEqual({ letters: [], others: 0 })
  })
})
