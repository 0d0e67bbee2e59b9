import { createEffect, createSignal, Match, on, Show, Switch } from "solid-js"
import { type BannedEvent, MODERATION_UNSUPPORTED, useAllowEvent, useBannedEvents } from "~/api/relay/messages"
import { ApiError } from "~/api/server/client"
import type { Relay } from "~/domain/relay/relay"
import { text } from "~/features/messages/words/en/messages"
import { Card } from "~/ui/card"
import { Button } from "~/ui/form/button"
import { Confirm } from "~/ui/overlay/confirm"
import { toast } from "~/ui/overlay/toast"
import { ProblemNote } from "~/ui/state/problem"
import { Loading, Skeleton } from "~/ui/state/skeleton"
import { ById } from "./by-id"

const words = text.removed

/** Digits of a message's id that are shown. */
const ID_SHOWN = 8

/** The messages that a relay refuses, and buttons to restore them. Dismissed reports are left out. */
export function RemovedMessages(props: { relay: Relay; manage: boolean }) {
  const [asked, setAsked] = createSignal<BannedEvent>()
  const [last, setLast] = createSignal<BannedEvent>()
  createEffect(on(asked, (now) => now && setLast(now)))
  const banned = useBannedEvents(() => ({ id: props.relay.id, enabled: props.manage }))
  const list = () => (banned.isPending ? undefined : banned.data)
  const rows = () => list()?.events.filter(({ dismissed_report }) => !dismissed_report)
  const unsupported = () => banned.error instanceof ApiError && banned.error.code === MODERATION_UNSUPPORTED
  const allow = useAllowEvent(() => props.relay.id)
  const question = () => (last()?.restorable ? words.confirmRestore : words.confirm)
  const confirm = async () => {
    const event = last()
    if (!event) return
    const { restored } = await allow.mutateAsync(event.id)
    if (restored) toast({ tone: "ok", text: words.restored })
    else if (event.restorable) toast({ tone: "bad", text: words.notRestored })
    else toast({ tone: "ok", text: words.allowed })
  }
  return (
    <Show when={props.manage}>
      <Card title={words.title}>
        <Switch>
          <Match when={rows()?.length === 0}>
            <p class="text-ink-2">{words.none}</p>
          </Match>
          <Match when={rows()}>
            {(known) => (
              <>
                <p class="text-ink-2 text-small">{words.text}</p>
                <ul aria-label={words.list} class="mt-2 divide-y divide-line">
                  <ById rows={known()}>{(event) => <Row event={event()} onAllow={() => setAsked(event())} />}</ById>
                </ul>
                <Show when={(list()?.total ?? 0) > (list()?.events.length ?? 0)}>
                  <p class="mt-3 text-ink-3 text-small tabular-nums">
                    {words.shown(list()?.events.length ?? 0, list()?.total ?? 0)}
                  </p>
                </Show>
              </>
            )}
          </Match>
          <Match when={unsupported()}>
            <p class="text-ink-2">{words.unsupported}</p>
          </Match>
          <Match when={banned.isError}>
            <ProblemNote error={banned.error} onRetry={() => banned.refetch()} />
          </Match>
          <Match when={banned.isPending}>
            <Loading>
              <Skeleton class="h-4 w-1/2" />
            </Loading>
          </Match>
        </Switch>
      </Card>
      <Confirm
        open={asked() !== undefined}
        onClose={() => setAsked(undefined)}
        title={question().title}
        text={question().text}
        confirmLabel={question().confirm}
        cancelLabel={words.confirm.cancel}
        onConfirm={confirm}
      />
    </Show>
  )
}

function Row(props: { event: BannedEvent; onAllow: () => void }) {
  const id = () => words.id(props.event.id.slice(0, ID_SHOWN))
  return (
    <li class="flex flex-wrap items-center gap-x-3 gap-y-2 py-3 last:pb-0">
      <div class="min-w-0 flex-1 basis-44 [overflow-wrap:anywhere]">
        <p class="font-semibold text-control">
          <bdi>{props.event.reason || words.noReason}</bdi>
        </p>
        <p class="text-ink-2 text-small" title={props.event.id} translate="no">
          {id()}
        </p>
      </div>
      <Button
        size="small"
        aria-label={props.event.restorable ? words.restoreFor(id()) : words.allowFor(id())}
        onClick={() => props.onAllow()}
      >
        {props.event.restorable ? words.restore : words.allow}
      </Button>
    </li>
  )
}
