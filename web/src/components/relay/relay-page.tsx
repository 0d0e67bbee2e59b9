import { type JSX, Match, Switch } from "solid-js"
import { ApiError } from "~/api/client"
import { useRelay } from "~/api/relays"
import { Plain } from "~/components/frame/plain"
import { useTitle } from "~/components/frame/title"
import type { Relay } from "~/domain/relay"
import { text } from "~/i18n/en/relay-head"
import { paths } from "~/paths"
import { ProblemNote } from "~/ui/problem"
import { Loading, Skeleton } from "~/ui/skeleton"
import { RelayHead } from "./relay-head"

type PageProps = {
  id: string
  operator?: boolean | undefined
  /** More buttons in the head. */
  actions?: ((relay: () => Relay) => JSX.Element) | undefined
  children: (relay: () => Relay) => JSX.Element
}

/** A page of one relay under its head: waiting, not there, not to be read, or what `children` makes of the relay. */
export function RelayPage(props: PageProps) {
  const relay = useRelay(() => props.id)
  const missing = () => relay.error instanceof ApiError && relay.error.status === 404
  return (
    <Switch>
      <Match when={missing()}>
        <Missing operator={props.operator} />
      </Match>
      <Match when={!relay.isPending && relay.data}>
        {(found) => (
          <>
            <RelayHead relay={found()} operator={props.operator} actions={props.actions?.(found)} />
            {props.children(found)}
          </>
        )}
      </Match>
      <Match when={relay.isError}>
        <ProblemNote error={relay.error} onRetry={() => relay.refetch()} />
      </Match>
      <Match when={relay.isPending}>
        <Waiting />
      </Match>
    </Switch>
  )
}

function Missing(props: { operator: boolean | undefined }) {
  useTitle(() => text.notFound.title)
  return (
    <Plain
      title={text.notFound.title}
      text={text.notFound.text}
      action={{
        href: props.operator ? paths.adminRelays : paths.relays,
        label: props.operator ? text.head.crumbOperator : text.notFound.action,
      }}
    />
  )
}

/** The head to be, in its final geometry. */
const Waiting = () => (
  <Loading label={text.loading}>
    <Skeleton class="mb-4 h-5 w-24" />
    <div class="flex items-center gap-5">
      <Skeleton class="size-12 rounded-flag! sm:size-16" />
      <div class="grid gap-2">
        <Skeleton class="h-7 w-56" />
        <Skeleton class="h-4 w-40" />
      </div>
    </div>
    <Skeleton class="mt-6 mb-8 h-11 w-full" />
    <Skeleton class="h-44 w-full" />
  </Loading>
)
