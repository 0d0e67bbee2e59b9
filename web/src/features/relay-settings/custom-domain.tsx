import { createEffect, createSignal, For, on, Show } from "solid-js"
import { type RelayDomain, useCheckDomain, useRelayDomain } from "~/api/relay/domains"
import { useUpdateRelay } from "~/api/relays"
import { ApiError } from "~/api/server/client"
import { domainSteps } from "~/domain/relay/domain-steps"
import type { Relay } from "~/domain/relay/relay"
import { day } from "~/domain/time"
import { text } from "~/features/relay-settings/words/en/custom-domain"
import { Button } from "~/ui/form/button"
import { CopyIcon } from "~/ui/form/copy"
import { Field } from "~/ui/form/field"
import { Confirm } from "~/ui/overlay/confirm"
import { toast } from "~/ui/overlay/toast"
import { Note } from "~/ui/state/note"
import { ProblemNote, sentenceOf } from "~/ui/state/problem"
import { Steps } from "~/ui/state/steps"
import { Table, Td, Th, Tr } from "~/ui/table"
import { Time } from "~/ui/time"
import { Section } from "./section"

const RELEASE_AFTER_SECONDS = 7 * 86_400

/** A relay's own domain: adding it, its DNS records and state, and removing it. */
export default function CustomDomain(props: { relay: Relay }) {
  const isSet = () => props.relay.custom_domain !== ""
  const domain = useRelayDomain(
    () => props.relay.id,
    () => isSet(),
  )
  return (
    <Section id="domain" title={text.title} lead={text.lead}>
      <div class="py-3.5">
        <Show when={isSet()} fallback={<AddDomain relay={props.relay} />}>
          <Show when={domain.isError && !domain.isSuccess}>
            <ProblemNote error={domain.error} onRetry={() => domain.refetch()} />
          </Show>
          <Show when={domain.isSuccess && domain.data.state !== "none" && domain.data}>
            {(found) => <DomainState relay={props.relay} domain={found()} />}
          </Show>
        </Show>
      </div>
    </Section>
  )
}

function AddDomain(props: { relay: Relay }) {
  const update = useUpdateRelay()
  const [name, setName] = createSignal("")
  const [fault, setFault] = createSignal<string>()
  const add = async () => {
    if (update.isPending) return
    const wanted = name().trim().toLowerCase()
    if (wanted === "") {
      setFault(text.empty)
      return
    }
    try {
      await update.mutateAsync({ relay: props.relay, changes: { custom_domain: wanted } })
      toast({ tone: "ok", text: text.added(wanted) })
    } catch (error) {
      if (error instanceof ApiError && error.field === "custom_domain") setFault(error.message)
      else toast({ tone: "bad", text: sentenceOf(error) })
    }
  }
  return (
    <form
      novalidate
      class="grid grid-cols-[minmax(0,1fr)] gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        void add()
      }}
    >
      <Field
        label={text.field}
        help={text.help}
        error={fault()}
        placeholder={text.placeholder}
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        maxlength={253}
        value={name()}
        onInput={(event) => {
          setFault(undefined)
          setName(event.currentTarget.value)
        }}
      />
      <div>
        <Button type="submit" kind="second" busy={update.isPending}>
          {text.add}
        </Button>
      </div>
    </form>
  )
}

function DomainState(props: { relay: Relay; domain: RelayDomain }) {
  const name = () => props.domain.custom_domain
  const isLive = () => props.domain.state === "live"
  const releaseOn = () => {
    const now = Date.now() / 1000
    return day((props.domain.wrong_since ?? now) + RELEASE_AFTER_SECONDS, now)
  }
  const steps = () =>
    domainSteps(props.domain.state).map(({ step, state }) => ({
      state,
      title: text.states[step].title,
      detail: state === "now" ? props.domain.detail || text.states[step].detail : undefined,
    }))
  return (
    <div class="grid grid-cols-[minmax(0,1fr)] gap-5">
      <p class="break-words font-semibold" translate="no">
        {name()}
      </p>
      <Show when={props.domain.wrong_since}>
        <Note tone="bad" role="status" title={text.wrong(releaseOn())} text={props.domain.detail} />
      </Show>
      <Show when={!isLive()} fallback={<Note tone="ok" role="status" text={text.live(name())} />}>
        <Steps items={steps()} label={text.title} live />
      </Show>
      <Show when={!isLive() || props.domain.wrong_since}>
        <Records domain={props.domain} />
      </Show>
      <DomainActions relay={props.relay} domain={props.domain} />
    </div>
  )
}

const Records = (props: { domain: RelayDomain }) => (
  <div>
    <p class="mb-2 font-label text-small">{text.recordsTitle}</p>
    <Table
      label={text.recordsLabel}
      head={
        <>
          <Th>{text.records.type}</Th>
          <Th>{text.records.name}</Th>
          <Th>{text.records.value}</Th>
        </>
      }
    >
      <For each={props.domain.records}>
        {(record) => (
          <Tr>
            <Td label={text.records.type}>{record.type}</Td>
            <Td label={text.records.name}>
              <Copied value={record.name} label={`${text.records.copyName} (${record.type})`} />
            </Td>
            <Td label={text.records.value}>
              <Copied value={record.value} label={`${text.records.copyValue} (${record.type})`} />
            </Td>
          </Tr>
        )}
      </For>
    </Table>
    <p class="mt-2 text-ink-2 text-small">{text.apex}</p>
  </div>
)

const Copied = (props: { value: string; label: string }) => (
  <span class="inline-flex min-w-0 items-center gap-1">
    <span class="mono min-w-0 break-all text-small" translate="no">
      {props.value}
    </span>
    <CopyIcon value={props.value} label={props.label} />
  </span>
)

function DomainActions(props: { relay: Relay; domain: RelayDomain }) {
  const check = useCheckDomain()
  const update = useUpdateRelay()
  const [removing, setRemoving] = createSignal(false)
  const remove = async () => {
    await update.mutateAsync({ relay: props.relay, changes: { custom_domain: "" } })
    toast({ tone: "plain", text: text.removed })
  }
  createEffect(
    on(
      () => check.error,
      (error) => {
        if (error) toast({ tone: "bad", text: sentenceOf(error) })
      },
      { defer: true },
    ),
  )
  return (
    <div class="flex flex-wrap items-center gap-3">
      <Button kind="second" size="small" busy={check.isPending} onClick={() => check.mutate(props.relay.id)}>
        {text.check}
      </Button>
      <Button kind="bad" size="small" onClick={() => setRemoving(true)}>
        {text.remove}
      </Button>
      <span class="text-ink-2 text-small">
        <Show when={props.domain.checked_at} fallback={text.notChecked}>
          {(at) => (
            <>
              {text.checked} <Time at={at()} />
            </>
          )}
        </Show>
      </span>
      <Confirm
        open={removing()}
        onClose={() => setRemoving(false)}
        danger
        title={text.removeTitle(props.domain.custom_domain)}
        text={text.removeText}
        confirmLabel={text.remove}
        cancelLabel={text.keep}
        onConfirm={remove}
      />
    </div>
  )
}
