import { render, screen } from "@solidjs/testing-library"
import { describe, expect, it } from "vitest"
import { BackupLine } from "~/features/relay-overview/health"

const AT = 1_794_970_000

describe("the backup of a relay on its page", () => {
  it("says when a restore last proved it", () => {
    render(() => <BackupLine test={{ at: AT, ok: true, restored_to: AT - 60 }} />)
    expect(screen.getByRole("paragraph").textContent).toMatch(/^Backed up\. Last restore test: .+, complete\.$/)
  })

  it("never calls a failed test complete", () => {
    render(() => <BackupLine test={{ at: AT, ok: false, restored_to: null }} />)
    expect(screen.getByRole("paragraph").textContent).toMatch(/failed\. The operator has been alerted\.$/)
  })

  it("says that no test has run yet", () => {
    render(() => <BackupLine test={null} />)
    expect(screen.getByText("Backed up. No restore test yet.")).toBeInTheDocument()
  })
})
