import { useSearchParams } from "@solidjs/router"
import { createSignal, For, Match, Show, Switch } from "solid-js"
import { type Broadcast, useBroadcastChanges, useBroadcasts } from "~/api/operator/broadcasts"
import { useTitle } from "~/components/frame/title"
import { text as paging } from "~/features/operator/words/en/admin"
import { text as words } from "~/features/operator/words/en/broadcasts"
import { paths } from "~/paths"
import { Card } from "~/ui/card"
import { Button, LinkButton } from "~/ui/form/button"
import { Confirm } from "~/ui/overlay/confirm"
import { toast } from "~/ui/overlay/toast"
import { ProblemNote } from "~/ui/state/problem"
import { SkeletonRows } from "~/ui/state/skeleton"
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
      <h2 class="mt-10 mb-3 text-h2">{words.list}</h2>
      <Switch>
        <Match when={list.isError}>
          <ProblemNote error={list.error} onRetry={() => list.refetch()} />
        </Match>
        <Match when={list.isPending}>
          <SkeletonRows count={3} />
        </Match>
        <Match when={list.isSuccess && list.data.rows.length === 0}>
          <p class="text-ink-2">{words.empty}</p>
        </Match>
        <Match when={list.isSuccess && list.data}>
          {(page) => (
            <>
              <Card bare>
                <ul class="divide-y divide-line" aria-label={words.list}>
                  <For each={page().rows}>{(row) => <Sent row={row} onStop={() => setStopping(row)} />}</For>
                </ul>
              </Card>
              <Show when={page().next}>
                {(next) => (
                  <div class="mt-4 flex justify-end">
                    <LinkButton href={`${paths.adminBroadcasts}?cursor=${encodeURIComponent(next())}`}>
                      {paging.paging.next}
                    </LinkButton>
                  </div>
                )}
              </Show>
            </>
          )}
        </Match>
      </Switch>
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
