import Copy from "lucide-solid/icons/copy"
import Trash from "lucide-solid/icons/trash"
import { createSignal } from "solid-js"
import { Rows } from "~/ui/card"
import { Button, IconButton } from "~/ui/form/button"
import { Checkbox, Radio } from "~/ui/form/check"
import { Field, TextArea } from "~/ui/form/field"
import { FilterPill } from "~/ui/form/filter"
import { SearchField } from "~/ui/form/search-field"
import { Select } from "~/ui/form/select"
import { Switch } from "~/ui/form/switch"
import { Confirm } from "~/ui/overlay/confirm"
import { Dialog } from "~/ui/overlay/dialog"
import { Menu } from "~/ui/overlay/menu"
import { toast } from "~/ui/overlay/toast"

export const Buttons = () => (
  <div class="grid gap-4">
    <div class="flex flex-wrap gap-2">
      <Button kind="primary">Create relay</Button>
      <Button kind="primary" busy>
        Create relay
      </Button>
      <Button kind="primary" disabled>
        Create relay
      </Button>
      <Button kind="primary" size="large">
        Get started
      </Button>
    </div>
    <div class="flex flex-wrap gap-2">
      <Button>Open in app</Button>
      <Button kind="quiet">Cancel</Button>
      <Button kind="quiet" icon={Copy}>
        Copy
      </Button>
    </div>
    <div class="flex flex-wrap items-center gap-2">
      <Button kind="bad">Take offline</Button>
      <Button kind="bad-solid">Delete for good</Button>
      <Button size="small">Small</Button>
      <IconButton icon={Copy} label="Copy" />
      <IconButton icon={Copy} label="Copy" size="small" />
    </div>
  </div>
)

export const Fields = () => (
  <div class="grid gap-4">
    <Field label="Name of your community" placeholder="Tuesday Night Chess" help="People see this in their apps." />
    <Field label="Address" value="tuesday-ch" suffix=".example.com" help="Looking…" />
    <Field
      label="Address"
      value="chess"
      suffix=".example.com"
      error={
        <>
          That address is taken. Try{" "}
          <button type="button" class="link">
            porto-chess
          </button>
          .
        </>
      }
    />
    <Field label="Address" value="porto-chess" suffix=".example.com" good="That address is available." />
    <TextArea label="What is it about?" optional value="" />
    <Select
      label="Plan"
      value="basic"
      options={[
        { value: "free", label: "Free" },
        { value: "basic", label: "Basic" },
      ]}
      onChange={() => {}}
    />
  </div>
)

export function Choices() {
  const [on, setOn] = createSignal(true)
  const [open, setOpen] = createSignal(false)
  const [plan, setPlan] = createSignal("Basic")
  const [find, setFind] = createSignal("")
  const [status, setStatus] = createSignal("online")
  return (
    <Rows class="-my-3">
      <Switch label="Members can invite" help="Each member can share a link." checked={on()} onChange={setOn} />
      <Switch
        label="Anyone can read"
        help="Only members see messages."
        note={open() ? "Search engines may find it." : undefined}
        checked={open()}
        onChange={setOpen}
      />
      <Switch
        label="Calls"
        help="Voice and video in every room."
        checked={false}
        onChange={() => {}}
        locked={{ label: "From Basic", href: "/x" }}
      />
      <div class="flex flex-wrap justify-between gap-4 py-3">
        <Radio name="plan" label="Basic" checked={plan() === "Basic"} onChange={() => setPlan("Basic")} />
        <Radio name="plan" label="Growth" checked={plan() === "Growth"} onChange={() => setPlan("Growth")} />
        <Checkbox label="Saved the file" checked onChange={() => {}} />
      </div>
      <div class="flex gap-4 py-3">
        <FilterPill
          label="Status"
          value={status()}
          options={[
            { value: "online", label: "Online" },
            { value: "off", label: "Offline" },
          ]}
          onChange={setStatus}
        />
        <SearchField class="flex-1" label="Find by name or address" value={find()} onInput={setFind} />
      </div>
    </Rows>
  )
}

export function Floating() {
  const [open, setOpen] = createSignal<"dialog" | "undo" | "final" | "reason">()
  const close = () => setOpen(undefined)
  return (
    <div class="flex flex-wrap gap-2">
      <Button onClick={() => toast({ tone: "ok", text: "Saved" })}>Good news</Button>
      <Button
        onClick={() =>
          toast({ tone: "plain", text: "Kite Builders is offline", action: { label: "Undo", onSelect: () => {} } })
        }
      >
        With undo
      </Button>
      <Button onClick={() => toast({ tone: "bad", text: "We could not save that. Nothing was changed." })}>
        Bad news
      </Button>
      <Button onClick={() => setOpen("dialog")}>Dialog</Button>
      <Button onClick={() => setOpen("undo")}>Take offline</Button>
      <Button onClick={() => setOpen("final")}>Delete</Button>
      <Button onClick={() => setOpen("reason")}>Suspend</Button>
      <Menu
        label="More actions"
        items={[
          { label: "Copy ID", icon: Copy, onSelect: () => toast({ tone: "ok", text: "Copied" }) },
          { label: "Invoices", href: "/x" },
          "rule",
          { label: "Delete", icon: Trash, danger: true, onSelect: () => setOpen("final") },
        ]}
      />
      <Dialog
        open={open() === "dialog"}
        onClose={close}
        title="Pay 10,000 sats"
        wide
        footer={
          <Button kind="primary" onClick={close}>
            Done
          </Button>
        }
      >
        <Field label="Note" />
      </Dialog>
      <Confirm
        open={open() === "undo"}
        onClose={close}
        danger
        title="Take Bergen Trail Runners offline?"
        text="37 members can’t open it until you bring it back. Nothing is deleted, and you aren’t charged while it’s offline."
        confirmLabel="Take offline"
        cancelLabel="Keep online"
        onConfirm={() => Promise.reject(new Error("We could not reach its host."))}
      />
      <Confirm
        open={open() === "final"}
        onClose={close}
        danger
        typed="bergen-runners"
        title="Delete Bergen Trail Runners for good"
        text="It goes offline now. You can undo this until 23 Dec; after that its messages, files and members are gone."
        confirmLabel="Delete for good"
        onConfirm={() => toast({ tone: "ok", text: "Deleted" })}
      />
      <Confirm
        open={open() === "reason"}
        onClose={close}
        danger
        reason={{ label: "Reason", help: "The owner reads it.", missing: "Enter a reason." }}
        title="Suspend this tenant?"
        text="3 relays go offline now."
        confirmLabel="Suspend"
        onConfirm={(reason) => toast({ tone: "ok", text: reason })}
      />
    </div>
  )
}
