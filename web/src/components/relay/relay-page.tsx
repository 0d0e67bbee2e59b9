import { type JSX, Match, Show, Switch } from "solid-js"
import { useRelay } from "~/api/relays"
import { ApiError } from "~/api/server/client"
import { Plain } from "~/components/frame/plain"
import { useTitle } from "~/components/frame/title"
import { text } from "~/components/relay/words/en/relay-head"
import type { Relay } from "~/domain/relay/relay"
import { paths } from "~/paths"
import { ProblemNote } from "~/ui/state/problem"
import { Loading, Skeleton } from "~/ui/state/skeleton"
import { HeadSkeleton, RelayHead } from "./relay-head"

type PageProps = {
  id: string
  operator?: boolean | undefined
  /** Without the head, for a page to print. */
  bare?: boolean | undefined
  /** More buttons in the head. */
  actions?: ((relay: () => Relay) => JSX.Element) | undefined
  /** What the page shows below the head while the relay is loading. */
  skeleton?: JSX.Element | undefined
  children: (relay: () => Relay) => JSX.Element
}

/** A page of one relay under its head: loading, missing, unreadable, or shown by `children`. */
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
            <Show when={!props.bare}>
              <RelayHead relay={found()} operator={props.operator} actions={props.actions?.(found)} />
            </Show>
            {props.children(found)}
          </>
        )}
      </Match>
      <Match when={relay.isError}>
        <h1 class="mb-4 text-h1">{text.failed}</h1>
        <ProblemNote error={relay.error} onRetry={() => relay.refetch()} />
      </Match>
      <Match when={relay.isPending}>
        <Loading label={text.loading}>
          <Show when={!props.bare}>
            <HeadSkeleton id={props.id} operator={props.operator} />
          </Show>
          {props.skeleton ?? <Skeleton class="h-44 w-full rounded-card!" />}
        </Loading>
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
