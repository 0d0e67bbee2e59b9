import { screen } from "@solidjs/testing-library"
import userEvent from "@testing-library/user-event"
import { describe, expect, it } from "vitest"
import ReportOutcomePage from "~/features/report/outcome-page"
import ReportPage from "~/features/report/report-page"
import { paths } from "~/paths"
import { showPage, withMock } from "../../../../test/component/stage"

describe("reporting a community", () => {
  withMock()
  const open = (query = "") => showPage(ReportPage, paths.report, `${paths.report}${query}`)

  it("needs an address and a reason, and says so at the fields", async () => {
    open()
    await userEvent.click(await screen.findByRole("button", { name: "Send report" }))
    expect(screen.getByText("Enter the address of the community.")).toBeInTheDocument()
    expect(screen.getByText("Choose what’s wrong.")).toBeInTheDocument()
  })

  it("takes the address from the link, and gives the address of the outcome", async () => {
    open("?relay=lisbon-choir.relays.example")
    expect(await screen.findByLabelText("Address of the community")).toHaveValue("lisbon-choir.relays.example")
    await userEvent.selectOptions(screen.getByLabelText("What’s wrong?"), "Spam")
    await userEvent.click(screen.getByRole("button", { name: "Send report" }))
    expect(await screen.findByText("Thank you. Your report was sent.")).toBeInTheDocument()
    expect(screen.getByRole("link", { name: "Show the outcome" })).toHaveAttribute(
      "href",
      expect.stringMatching(/^\/report\/outcome#[0-9a-f]{32}$/),
    )
  })

  it("says at the field that no relay has this address", async () => {
    open("?relay=nowhere.example")
    await userEvent.selectOptions(await screen.findByLabelText("What’s wrong?"), "Spam")
    await userEvent.click(screen.getByRole("button", { name: "Send report" }))
    expect(await screen.findByText("There’s no relay of ours at this address.")).toBeInTheDocument()
  })

  it("shows what became of a report", async () => {
    showPage(ReportOutcomePage, paths.reportOutcome, `${paths.reportOutcome}#${"b".repeat(32)}`)
    expect(await screen.findByRole("heading", { name: "Nothing was changed" })).toBeInTheDocument()
    expect(screen.getByText(/We found nothing against the rules/)).toBeInTheDocument()
  })
})
