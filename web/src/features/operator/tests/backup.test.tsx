import { render, screen } from "@solidjs/testing-library"
import { describe, expect, it } from "vitest"
import type { Overview } from "~/api/operator/admin"
import { Backup } from "~/features/operator/overview/backup"

type BackupView = NonNullable<Overview["backup"]>

const GOOD: BackupView = {
  place: "s3://club-backup/caravel",
  fault: "",
  warning: "",
  lag_seconds: 0,
  shipped_at: 1_794_999_996,
  copied_at: 1_794_960_000,
  relays: { fault: "", lag_seconds: 0, shipped_at: 1_794_999_990 },
  drill: {
    ended_at: 1_794_970_000,
    ok: true,
    message: "The control database was restored from the backup and is complete.",
    rpo_ms: 640,
    rto_ms: 3_210,
  },
  drill_fault: "",
}

const show = (backup: BackupView | null) => render(() => <Backup overview={{ backup } as Overview} />)

describe("the backup on the operator's overview", () => {
  it("says that nothing is backed up, instead of showing nothing", () => {
    show(null)
    expect(screen.getByText("Nothing is backed up.")).toBeInTheDocument()
  })

  it("shows what the last restore test measured", () => {
    show(GOOD)
    expect(screen.getByText("Everything is shipped")).toBeInTheDocument()
    expect(screen.getByText(/Shipped after 0\.6 s, restored and checked in 3\.2 s\./)).toBeInTheDocument()
    expect(screen.queryByRole("alert")).toBeNull()
  })

  it("never calls a backup good while it is interrupted or unproven", () => {
    show({
      ...GOOD,
      fault: "The disk of the backup's folder /mnt/backup is full.",
      lag_seconds: 1_260,
      drill_fault: "The last good drill was at 2026-11-20T03:12:00Z.",
    })
    expect(screen.queryByText("Everything is shipped")).toBeNull()
    expect(screen.getByText("21 minutes behind")).toBeInTheDocument()
    const alerts = screen.getAllByRole("alert").map((alert) => alert.textContent)
    expect(alerts.join(" ")).toContain("The disk of the backup's folder /mnt/backup is full.")
    expect(alerts.join(" ")).toContain("The last good drill was at 2026-11-20T03:12:00Z.")
  })

  it("never calls the backup good while the relays are behind or interrupted", () => {
    show({ ...GOOD, relays: { fault: "The bucket is full.", lag_seconds: 600, shipped_at: null } })
    expect(screen.queryByText("Everything is shipped")).toBeNull()
    expect(screen.getByText("10 minutes behind")).toBeInTheDocument()
    expect(screen.getByRole("alert").textContent).toContain("The relays’ backup is interrupted. The bucket is full.")
  })

  it("says that no restore test has run yet", () => {
    show({ ...GOOD, drill: null })
    expect(screen.getByText("No restore test has run yet.")).toBeInTheDocument()
  })
})
