import { cleanup, render, screen, waitFor, within } from "@solidjs/testing-library"
import userEvent from "@testing-library/user-event"
import { createSignal } from "solid-js"
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { Button } from "~/ui/form/button"
import { CopyLine } from "~/ui/form/copy"
import { Field } from "~/ui/form/field"
import { Switch } from "~/ui/form/switch"
import { Confirm } from "~/ui/overlay/confirm"
import { Dialog } from "~/ui/overlay/dialog"
import { Menu } from "~/ui/overlay/menu"
import { Toasts, toast } from "~/ui/overlay/toast"
import { Scale } from "~/ui/state/scale"

describe("a button", () => {
  it("does nothing while busy or disabled, not even for Enter in its form, and keeps the focus", async () => {
    const submit = vi.fn((event: Event) => event.preventDefault())
    const [busy, setBusy] = createSignal(true)
    render(() => (
      <form onSubmit={submit}>
        <Field label="Name" />
        <Button type="submit" busy={busy()}>
          Save
        </Button>
      </form>
    ))
    await userEvent.type(screen.getByLabelText("Name"), "x{Enter}")
    await userEvent.click(screen.getByRole("button", { name: "Save" }))
    expect(submit).not.toHaveBeenCalled()
    expect(screen.getByRole("button")).toHaveAttribute("aria-busy", "true")
    expect(screen.getByRole("button")).toHaveFocus()
    setBusy(false)
    await userEvent.click(screen.getByRole("button", { name: "Save" }))
    expect(submit).toHaveBeenCalledOnce()
  })
})

describe("a field", () => {
  it("tells its error in the place of its help, tied to the input", () => {
    const [error, setError] = createSignal<string>()
    render(() => <Field label="Address" help="Small letters." error={error()} />)
    const input = screen.getByLabelText("Address")
    expect(input).toHaveAccessibleDescription("Small letters.")
    expect(input).not.toHaveAttribute("aria-invalid")
    setError("That address is taken.")
    expect(input).toHaveAccessibleDescription("That address is taken.")
    expect(input).toHaveAttribute("aria-invalid", "true")
  })
})

describe("a switch", () => {
  it("is turned by itself and by its label, and says its effect", async () => {
    const changed = vi.fn()
    render(() => <Switch label="Members can invite" help="Each can share a link." checked={false} onChange={changed} />)
    const control = screen.getByRole("switch", { name: "Members can invite" })
    expect(control).toHaveAccessibleDescription("Each can share a link.")
    await userEvent.click(control)
    await userEvent.click(screen.getByText("Members can invite"))
    expect(changed.mock.calls).toEqual([[true], [true]])
  })

  it("is a link to the plan where the plan lacks it", () => {
    render(() => (
      <Switch label="Calls" checked={false} onChange={() => {}} locked={{ label: "From Basic", href: "/plans" }} />
    ))
    expect(screen.queryByRole("switch")).toBeNull()
    expect(screen.getByRole("link", { name: "From Basic" })).toHaveAttribute("href", "/plans")
  })
})

describe("a scale", () => {
  it("never draws something as nothing, nor nearly full as full", () => {
    const filled = (value: number, max: number) => {
      const { container } = render(() => <Scale value={value} max={max} label={`${value} of ${max}`} />)
      const count = container.querySelectorAll("i.opacity-100").length
      cleanup()
      return count
    }
    expect(filled(0, 10)).toBe(0)
    expect(filled(3, 10)).toBe(3)
    expect(filled(1, 10_000)).toBe(1)
    expect(filled(9_999, 10_000)).toBe(19)
    expect(filled(12, 10)).toBe(10)
  })
})

describe("a question before something happens", () => {
  function Asking(props: { onConfirm: () => Promise<unknown>; typed?: string }) {
    const [open, setOpen] = createSignal(false)
    return (
      <>
        <Button onClick={() => setOpen(true)}>Delete</Button>
        <Confirm
          open={open()}
          onClose={() => setOpen(false)}
          title="Delete it for good?"
          text="It goes offline now."
          confirmLabel="Delete for good"
          danger
          typed={props.typed}
          onConfirm={props.onConfirm}
        />
      </>
    )
  }

  it("gives the focus to the page where it was opened by no control", async () => {
    const main = document.createElement("main")
    Object.assign(main, { id: "main", tabIndex: -1 })
    document.body.append(main)
    const [open, setOpen] = createSignal(true)
    render(() => (
      <Dialog open={open()} onClose={() => setOpen(false)} title="Pay invoice">
        <button type="button">Copy</button>
      </Dialog>
    ))
    await waitFor(() => expect(screen.getByRole("button", { name: "Copy" })).toHaveFocus())
    setOpen(false)
    await waitFor(() => expect(main).toHaveFocus())
    main.remove()
  })

  it("starts on the harmless answer and gives the focus back to its opener", async () => {
    render(() => <Asking onConfirm={async () => {}} />)
    await userEvent.click(screen.getByRole("button", { name: "Delete" }))
    expect(screen.getByRole("button", { name: "Cancel" })).toHaveFocus()
    await userEvent.click(screen.getByRole("button", { name: "Cancel" }))
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull())
    expect(screen.getByRole("button", { name: "Delete" })).toHaveFocus()
  })

  it("waits for the word, stays open on a refusal and tells it, closes on success", async () => {
    const onConfirm = vi.fn(async () => {})
    onConfirm.mockRejectedValueOnce(new Error("Its host does not answer."))
    render(() => <Asking onConfirm={onConfirm} typed="my-club" />)
    await userEvent.click(screen.getByRole("button", { name: "Delete" }))
    const input = screen.getByLabelText("Type my-club to confirm.")
    expect(input).toHaveFocus()
    await userEvent.type(input, "my-clu{Enter}")
    expect(onConfirm).not.toHaveBeenCalled()
    await userEvent.type(input, "b{Enter}")
    expect(await screen.findByRole("alert")).toHaveTextContent("Its host does not answer.")
    await userEvent.click(screen.getByRole("button", { name: "Delete for good" }))
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull())
    expect(onConfirm).toHaveBeenCalledTimes(2)
  })
})

describe("a menu", () => {
  it("is driven by keys: open, wrap around, jump by letter, leave", async () => {
    const banned = vi.fn()
    render(() => (
      <Menu
        label="Marit"
        items={[
          { label: "Copy ID", onSelect: () => {} },
          "rule",
          { label: "Remove", onSelect: () => {} },
          { label: "Ban", danger: true, onSelect: banned },
        ]}
      />
    ))
    const button = screen.getByRole("button", { name: "Marit" })
    button.focus()
    await userEvent.keyboard("{ArrowDown}")
    expect(screen.getByRole("menuitem", { name: "Copy ID" })).toHaveFocus()
    await userEvent.keyboard("{ArrowUp}")
    expect(screen.getByRole("menuitem", { name: "Ban" })).toHaveFocus()
    await userEvent.keyboard("r")
    expect(screen.getByRole("menuitem", { name: "Remove" })).toHaveFocus()
    await userEvent.keyboard("{Escape}")
    expect(screen.queryByRole("menu")).toBeNull()
    expect(button).toHaveFocus()
    await userEvent.keyboard("{ArrowUp}{Enter}")
    expect(banned).toHaveBeenCalledOnce()
    expect(button).toHaveFocus()
  })
})

describe("toasts", () => {
  beforeEach(() => vi.useFakeTimers({ shouldAdvanceTime: true }))
  afterEach(() => vi.useRealTimers())

  it("are read out from a region that was there before, at most four, and good news leaves by itself", () => {
    render(() => <Toasts />)
    const region = screen.getByRole("region")
    expect(region).toHaveAttribute("aria-live", "polite")
    for (const name of ["one", "two", "three", "four", "five"]) toast({ tone: "ok", text: name })
    expect(within(region).getAllByRole("listitem")).toHaveLength(4)
    expect(within(region).queryByText("one")).toBeNull()
    vi.advanceTimersByTime(5_000)
    expect(within(region).queryAllByRole("listitem")).toHaveLength(0)
  })

  it("stay when something failed, until dismissed; what they offer is done once", async () => {
    render(() => <Toasts />)
    const again = vi.fn()
    toast({ tone: "bad", text: "We couldn’t save that.", action: { label: "Try again", onSelect: again } })
    vi.advanceTimersByTime(60_000)
    await userEvent.click(screen.getByRole("button", { name: "Try again" }), { advanceTimers: vi.advanceTimersByTime })
    expect(again).toHaveBeenCalledOnce()
    expect(screen.queryByText("We couldn’t save that.")).toBeNull()
  })
})

describe("copying", () => {
  afterEach(() => vi.unstubAllGlobals())

  it("says so in its own place, and stops saying so", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true })
    const user = userEvent.setup({ advanceTimers: vi.advanceTimersByTime })
    render(() => <CopyLine value="wss://my-club.example.com" label="Relay address" />)
    await user.click(screen.getByRole("button", { name: "Copy: Relay address" }))
    expect(await screen.findByRole("button", { name: "Copied" })).toBeInTheDocument()
    expect(await navigator.clipboard.readText()).toBe("wss://my-club.example.com")
    vi.advanceTimersByTime(2_000)
    expect(screen.getByRole("button", { name: "Copy: Relay address" })).toBeInTheDocument()
    vi.useRealTimers()
  })

  it("marks the whole value and names the keys where the page may not write to the clipboard", async () => {
    const user = userEvent.setup()
    Object.defineProperty(navigator, "clipboard", { value: undefined, configurable: true })
    render(() => <CopyLine truncate="middle" value="npub1abcdefghijklmnopqrstuvwxyz" label="ID" />)
    await user.click(screen.getByRole("button", { name: "Copy: ID" }))
    expect(screen.getByRole("button", { name: "Press Ctrl C" })).toBeInTheDocument()
    expect(getSelection()?.toString()).toBe("npub1abcdefghijklmnopqrstuvwxyz")
  })
})
