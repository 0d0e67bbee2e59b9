import { screen } from "@solidjs/testing-library"
import userEvent from "@testing-library/user-event"
import { describe, expect, it } from "vitest"
import UnsubscribePage from "~/features/email/unsubscribe-page"
import VerifyEmailPage from "~/features/email/verify-page"
import { paths } from "~/paths"
import { ACCOUNTS } from "../../../../mock-api/people.ts"
import { showPage, signInAs, withMock } from "../../../../test/component/stage"

describe("the pages of links in mails", () => {
  const stage = withMock()
  const { pubkey } = ACCOUNTS.payer
  const token = `token-of-${pubkey}`
  const status = async () => {
    const { api, unwrap } = await import("~/api/server/client")
    await signInAs("payer")
    return (await unwrap(api.GET("/tenants/{pubkey}/email", { params: { path: { pubkey } } }))).status
  }
  const addressed = async () => {
    const { api, unwrap } = await import("~/api/server/client")
    await signInAs("payer")
    const body = { address: "ann@club.example" }
    await unwrap(api.PUT("/tenants/{pubkey}/email", { params: { path: { pubkey } }, body }))
    expect(stage.mock).toBeDefined()
  }

  it("an address is confirmed by the button, not by opening the page", async () => {
    await addressed()
    showPage(VerifyEmailPage, paths.verifyEmail, `${paths.verifyEmail}#${token}`)
    const button = await screen.findByRole("button", { name: "Confirm" })
    expect(await status()).toBe("unverified")
    await userEvent.click(button)
    expect(await screen.findByRole("heading", { name: "Your email address is confirmed" })).toBeInTheDocument()
    expect(screen.getByRole("link", { name: "Go to your account" })).toHaveAttribute("href", paths.account)
    expect(await status()).toBe("verified")
  })

  it("an expired link says so, and the button stays", async () => {
    showPage(VerifyEmailPage, paths.verifyEmail, `${paths.verifyEmail}#old`)
    await userEvent.click(await screen.findByRole("button", { name: "Confirm" }))
    expect(await screen.findByRole("alert")).toHaveTextContent("This link has expired or was used already.")
    expect(screen.getByRole("button", { name: "Confirm" })).toBeEnabled()
  })

  it("the mails end by the button, not by opening the page", async () => {
    await addressed()
    showPage(UnsubscribePage, paths.unsubscribe, `${paths.unsubscribe}?token=${token}`)
    const button = await screen.findByRole("button", { name: "Stop the emails" })
    expect(await status()).toBe("unverified")
    await userEvent.click(button)
    expect(await screen.findByRole("heading", { name: "No more emails are sent" })).toBeInTheDocument()
    expect(await status()).toBe("unsubscribed")
  })

  it("a link without its token says so", async () => {
    showPage(UnsubscribePage, paths.unsubscribe, paths.unsubscribe)
    expect(await screen.findByText("This link is incomplete. Copy the whole link from the mail.")).toBeInTheDocument()
    expect(screen.queryByRole("button")).not.toBeInTheDocument()
  })
})
