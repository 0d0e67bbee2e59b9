import { createSignal, type JSX, Match, onCleanup, Show, Switch } from "solid-js"
import { ApiError } from "~/api/client"
import { useRelay } from "~/api/relays"
import { Plain } from "~/components/frame/plain"
import { useTitle } from "~/components/frame/title"
import type { Relay } from "~/domain/relay"
import { text } from "~/i18n/en/relay-head"
import { paths } from "~/paths"
import { ProblemNote } from "~/ui/problem"
import { Loading, Skeleton } from "~/ui/skeleton"
import { HeadToCome, RelayHead } from "./relay-head"

type PageProps = {
  id: string
  operator?: boolean | undefined
  /** More buttons in the head. */
  actions?: ((relay: () => Relay) => JSX.Element) | undefined
  /** What stands below the head before the relay is known: what is so for every relay, and room for the rest. */
  toCome?: JSX.Element | undefined
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
        <ToCome label={text.loading}>
          <HeadToCome id={props.id} operator={props.operator} />
          {props.toCome ?? <Skeleton class="h-44 w-full rounded-card!" />}
        </ToCome>
      </Match>
    </Switch>
  )
}

/** Made only after so long where the build has drawn the same: mostly the answer is there before. In milliseconds. */
const DRAWN_MS = 1_000

/** What stands on the page until the answer comes. The build's drawing of it is as good, but its links cannot be followed. */
function ToCome(props: { label: string; children: JSX.Element }) {
  const [due, setDue] = createSignal(document.querySelector("#early") === null)
  const timer = setTimeout(() => setDue(true), DRAWN_MS)
  onCleanup(() => clearTimeout(timer))
  return (
    <>
      <Loading label={props.label} class="appear-late" />
      <Show when={due()}>{props.children}</Show>
    </>
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
