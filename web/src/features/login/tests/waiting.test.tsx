import { render, screen } from "@solidjs/testing-library"
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { approvalOver, attended, onApprovalPage } from "~/auth/approval"
import type { Signer } from "~/auth/signer"
import ApprovalNotice from "~/features/login/unlock/approval-notice"
import { Waiting } from "~/features/login/waiting-for-signer"

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  approvalOver()
  vi.useRealTimers()
})

describe("what is waited for", () => {
  it("says_after_twenty_seconds_what_to_check_and_can_be_stopped_all_along", () => {
    const stop = vi.fn()
    render(() => <Waiting text="Waiting." checks={["Is it on?"]} onCancel={stop} />)
    expect(screen.getByText("Waiting.")).toBeVisible()
    vi.advanceTimersByTime(19_999)
    expect(screen.queryByText("Is it on?")).toBeNull()
    vi.advanceTimersByTime(1)
    expect(screen.getByText("Is it on?")).toBeVisible()
    screen.getByRole("button", { name: "Cancel" }).click()
    expect(stop).toHaveBeenCalledOnce()
  })

  it("shows_the_signer_s_own_page_as_a_link_that_opens_nothing_by_itself", () => {
    const open = vi.spyOn(window, "open")
    render(() => <Waiting text="Waiting." checks={[]} />)
    onApprovalPage("https://signer.example/approve")
    const link = screen.getByRole("link", { name: "Open its website" })
    expect(link).toHaveAttribute("href", "https://signer.example/approve")
    expect(link).toHaveAttribute("rel", "noopener noreferrer")
    expect(open).not.toHaveBeenCalled()
  })
})

describe("a signer that is asked while somebody works on a page", () => {
  const template = { kind: 27235, created_at: 1, tags: [], content: "" }

  /** A signer that answers when the test tells it to. */
  function slow() {
    let answer: (value: never) => void = () => undefined
    const signer: Signer = {
      kind: "remote",
      pubkey: "a".repeat(64),
      sign: (_, signal) =>
        new Promise((resolve, reject) => {
          answer = resolve
          signal?.addEventListener("abort", () => reject(new Error("stopped")))
        }),
      nip44Decrypt: () => Promise.reject(new Error("nobody opens messages here")),
      close: async () => undefined,
    }
    return { signer: attended(signer), answer: () => answer({} as never) }
  }

  it("shows_no_notice_when_it_answers_by_itself", async () => {
    const { signer, answer } = slow()
    render(() => <ApprovalNotice />)
    const signed = signer.sign(template)
    vi.advanceTimersByTime(1499)
    answer()
    await signed
    vi.advanceTimersByTime(10_000)
    expect(screen.queryByRole("region")).toBeNull()
  })

  it("shows_the_notice_until_it_answers", async () => {
    const { signer, answer } = slow()
    render(() => <ApprovalNotice />)
    const signed = signer.sign(template)
    vi.advanceTimersByTime(1500)
    expect(screen.getByText("Waiting for you to approve this in your signer app.")).toBeVisible()
    answer()
    await signed
    expect(screen.queryByRole("region")).toBeNull()
  })

  it("is_stopped_from_the_notice", async () => {
    const { signer } = slow()
    render(() => <ApprovalNotice />)
    const outcome = expect(signer.sign(template)).rejects.toThrow("stopped")
    vi.advanceTimersByTime(1500)
    screen.getByRole("button", { name: "Cancel" }).click()
    await outcome
    expect(screen.queryByRole("region")).toBeNull()
  })
})
