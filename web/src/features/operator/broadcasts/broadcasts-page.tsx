import { useSearchParams } from "@solidjs/router"
import { createSignal, Show } from "solid-js"
import { type Broadcast, useBroadcastChanges, useBroadcasts } from "~/api/operator/broadcasts"
import { useTitle } from "~/components/frame/title"
import { PagedList } from "~/features/operator/paged-list"
import { text as words } from "~/features/operator/words/en/broadcasts"
import { Button } from "~/ui/form/button"
import { Confirm } from "~/ui/overlay/confirm"
import { toast } from "~/ui/overlay/toast"
import { Status, type StatusTone } from "~/ui/state/status"
import { Time } from "~/ui/time"
import { WriteBroadcast } from "./write-broadcast"

const TONES: Record<Broadcast["state"], StatusTone> = { sending: "busy", sent: "ok", stopped: "off" }

/** Announcements to many tenants: a form, and those sent before. */
export default function AdminBroadcasts() {
  const [search] = useSearchParams<{ cursor?: string }>()
  const list = useBroadcasts(() => (search.cursor ? { cursor: search.cursor } : {}))
  const [stopping, setStopping] = createSignal<Broadcast>()
  const changes = useBroadcastChanges()
  useTitle(() => words.title)
  return (
    <>
      <h1 class="text-h1">{words.title}</h1>
      <p class="mt-3 max-w-[640px] text-ink-2">{words.lead}</p>
      <div class="mt-6 max-w-[640px]">
        <WriteBroadcast />
      </div>
      <PagedList label={words.list} answer={list} empty={words.empty}>
        {(row) => <Sent row={row} onStop={() => setStopping(row)} />}
      </PagedList>
      <Confirm
        open={stopping() !== undefined}
        onClose={() => setStopping(undefined)}
        title={words.stopTitle}
        text={words.stopText}
        confirmLabel={words.stopConfirm}
        cancelLabel={words.keep}
        danger
        onConfirm={async () => {
          await changes.stop(stopping()?.id ?? "")
          toast({ tone: "ok", text: words.stopped })
        }}
      />
    </>
  )
}

const Sent = (props: { row: Broadcast; onStop: () => void }) => (
  <li class="grid grid-cols-[minmax(0,1fr)] gap-1 px-4 py-4 sm:px-6">
    <div class="flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
      <h3 class="min-w-0 font-semibold text-control [overflow-wrap:anywhere]">{props.row.subject}</h3>
      <span class="flex items-center gap-3">
        <Status
          tone={TONES[props.row.state]}
          word={words.state[props.row.state]}
          detail={words.progress(props.row.sent, props.row.recipients)}
        />
        <Show when={props.row.state === "sending"}>
          <Button size="small" aria-label={words.stopFor(props.row.subject)} onClick={() => props.onStop()}>
            {words.stop}
          </Button>
        </Show>
      </span>
    </div>
    <p class="text-ink-3 text-small">
      {words.audienceName[props.row.audience]} · <Time at={props.row.created_at} as="dayAndTime" />
    </p>
    <p dir="auto" class="mt-1 line-clamp-6 whitespace-pre-line text-ink-2 text-small [overflow-wrap:anywhere]">
      {props.row.text}
    </p>
  </li>
)
