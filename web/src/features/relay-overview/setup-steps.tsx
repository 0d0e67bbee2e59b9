import ArrowUpRight from "lucide-solid/icons/arrow-up-right"
import { createEffect, createSignal, type JSX, on, Show } from "solid-js"
import { accessOf } from "~/domain/relay/access"
import { flotillaHome } from "~/domain/relay/invite"
import { type Relay, relayHost, relayState } from "~/domain/relay/relay"
import { SETUP_STEPS, type SetupItem, setupSteps, stepsDone } from "~/domain/relay/setup-steps"
import { text } from "~/features/relay-overview/words/en/setup"
import { Card, Rows } from "~/ui/card"
import { LinkButton } from "~/ui/form/button"
import { Icon } from "~/ui/picture/icon"
import { Scale } from "~/ui/state/scale"
import { Steps } from "~/ui/state/steps"
import { Elapsed } from "~/ui/state/timer"
import { useNow } from "~/ui/time"
import { ContactHostButton, retryWords } from "./contact-host-button"
import { TryAgain } from "./try-again"

const words = text.setup

/** After this long the page explains the delay. */
const LONG_SECONDS = 60

/** A relay that is being set up: its steps, and what to do in the meantime. */
export default function SettingUp(props: { relay: Relay; edit: string }) {
  return (
    <>
      <SetupSteps relay={props.relay} edit={props.edit} />
      <Show when={relayState(props.relay) !== "failed"}>
        <Meanwhile relay={props.relay} edit={props.edit} />
      </Show>
    </>
  )
}

/** The steps, live from the stream. */
function SetupSteps(props: { relay: Relay; edit: string }) {
  const now = useNow()
  const reached = useReached(() => props.relay)
  const failed = () => relayState(props.relay) === "failed"
  const items = () => setupSteps(props.relay)
  const done = () => items().filter(({ state }) => state === "done").length
  const slow = () => !failed() && now() - props.relay.created_at > LONG_SECONDS
  return (
    <Card
      title={failed() ? words.failedTitle : words.title}
      action={
        <span class="text-ink-3 text-small">
          <Elapsed since={props.relay.created_at} />
        </span>
      }
      foot={failed() ? undefined : slow() ? words.longer : words.closable}
    >
      <Scale class="mb-6" tone="sea" value={done()} max={SETUP_STEPS} label={words.scale(done(), SETUP_STEPS)} />
      <div role="log" aria-label={words.log}>
        <Steps items={items().map((item) => shown(props.relay, item, reached(), slow()))} />
      </div>
      <Show when={failed()}>
        <div class="mt-6 flex flex-wrap items-center gap-3">
          <LinkButton kind="primary" href={`${props.edit}#address`}>
            {words.otherAddress}
          </LinkButton>
          <ContactHostButton relay={props.relay} />
          <p class="basis-full text-ink-2 text-small">{words.notYetOnline}</p>
        </div>
      </Show>
    </Card>
  )
}

function shown(relay: Relay, item: SetupItem, reached: Record<string, number>, slow: boolean) {
  const step = words.steps[item.step]
  const seconds = reached[item.step]
  return {
    state: item.state,
    title: step.title,
    detail: item.state === "now" ? underWay(relay, step.detail(relayHost(relay)), slow) : step.detail(relayHost(relay)),
    ...(item.state === "failed" && { detail: <Failed relay={relay} />, action: <TryAgain relay={relay} /> }),
    ...(seconds !== undefined && { time: <Elapsed since={relay.created_at} until={seconds} /> }),
  }
}

const underWay = (relay: Relay, detail: string, slow: boolean) => {
  if (relay.sync_error) return relay.sync_error
  return slow ? detail : `${detail}. ${words.usually}`
}

const Failed = (props: { relay: Relay }) => (
  <span class="text-bad">
    {props.relay.sync_error ? words.failed(props.relay.sync_error) : ""} {retryWords(props.relay)}
  </span>
)

/** The times of the steps that this page has seen; unix seconds. */
function useReached(relay: () => Relay) {
  const [reached, setReached] = createSignal<Record<string, number>>({})
  createEffect(
    on(
      () => stepsDone(relay()),
      (done, before) => {
        if (before === undefined || done <= before) return
        const steps = setupSteps(relay()).slice(before, done)
        setReached((times) => ({
          ...times,
          ...Object.fromEntries(steps.map((item) => [item.step, Date.now() / 1000])),
        }))
      },
    ),
  )
  return reached
}

/** What to do while a relay is set up. */
function Meanwhile(props: { relay: Relay; edit: string }) {
  const access = () => accessOf(props.relay)
  const join = () => (access().join === "anyone" ? words.joinAnyone : words.joinInvited)
  const invite = () => (access().invite === "members" ? words.membersInvite : words.ownerInvites)
  return (
    <Card title={words.meanwhile}>
      <Rows>
        <Todo title={words.join} detail={`${join()} ${invite()}`}>
          <LinkButton size="small" href={`${props.edit}#access`}>
            {words.review}
          </LinkButton>
        </Todo>
        <Show when={!props.relay.info_icon}>
          <Todo title={words.picture} detail={words.pictureText}>
            <LinkButton size="small" href={props.edit}>
              {words.add}
            </LinkButton>
          </Todo>
        </Show>
        <Todo title={words.app} detail={words.appText}>
          <LinkButton size="small" href={flotillaHome} target="_blank" rel="noopener noreferrer">
            {words.getApp}
            <Icon of={ArrowUpRight} size={14} />
          </LinkButton>
        </Todo>
      </Rows>
    </Card>
  )
}

const Todo = (props: { title: string; detail: string; children: JSX.Element }) => (
  <div class="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 py-3.5 first:pt-0 last:pb-0">
    <div class="min-w-0 flex-1 basis-56">
      <h3 class="text-h3">{props.title}</h3>
      <p class="text-ink-2 text-small">{props.detail}</p>
    </div>
    {props.children}
  </div>
)
