import Mail from "lucide-solid/icons/mail"
import RefreshCw from "lucide-solid/icons/refresh-cw"
import { createSignal, For, type JSX, Match, Show, Switch } from "solid-js"
import type { Letter } from "~/api/inbox"
import { useInfo } from "~/api/info"
import { keys } from "~/api/server/keys"
import { useQuery } from "~/api/server/query"
import { account, hasSigner, signerForAction } from "~/auth/session"
import { Plain } from "~/components/frame/plain"
import { useTitle } from "~/components/frame/title"
import { text as notFound } from "~/components/frame/words/en/not-found"
import { pieces } from "~/domain/relay/links"
import { text } from "~/features/dev-inbox/words/en/inbox"
import { text as common } from "~/i18n/en/common"
import { paths } from "~/paths"
import { Card } from "~/ui/card"
import { Button } from "~/ui/form/button"
import { Note } from "~/ui/state/note"
import { ProblemNote } from "~/ui/state/problem"
import { Loading, Skeleton } from "~/ui/state/skeleton"
import { Time } from "~/ui/time"

/** Interval of checking for new messages while the page is open, in milliseconds. */
const LOOK_EVERY_MS = 10_000

/** The robot's messages to the signed-in account; in a demo only. */
export default function InboxPage() {
  const info = useInfo()
  return (
    <Switch>
      <Match when={info.isSuccess && !info.data.demo}>
        <NoInbox />
      </Match>
      <Match when={info.isSuccess && info.data}>
        {(known) => <Inbox relays={known().indexer_relays} robot={known().robot_pubkey ?? ""} name={known().name} />}
      </Match>
    </Switch>
  )
}

/** A production server has no such inbox. */
function NoInbox() {
  useTitle(() => notFound.title)
  return (
    <Plain
      title={notFound.title}
      text={notFound.text}
      action={{ href: paths.relays, label: common.problem.toRelays }}
    />
  )
}

function Inbox(props: { relays: string[]; robot: string; name: string }) {
  useTitle(() => text.title)
  const [asked, setAsked] = createSignal(hasSigner())
  /** The person pressed the button; automatic checks show no activity. */
  const [looking, setLooking] = createSignal(false)
  const inbox = useQuery(() => ({
    queryKey: keys.inbox(account()?.pubkey ?? ""),
    enabled: asked(),
    retry: false,
    refetchInterval: (query) => (query.state.status === "error" ? false : LOOK_EVERY_MS),
    queryFn: async () => {
      const [{ readInbox }, signer] = await Promise.all([import("~/api/inbox"), signerForAction()])
      return readInbox(props.relays, signer, props.robot)
    },
  }))
  const lookAgain = async () => {
    setLooking(true)
    await inbox.refetch()
    setLooking(false)
  }
  return (
    <>
      <div class="flex flex-wrap items-start justify-between gap-x-4 gap-y-3">
        <h1 class="text-h1">{text.title}</h1>
        <Show when={asked()}>
          <Button size="small" icon={RefreshCw} busy={looking()} onClick={() => void lookAgain()}>
            {text.again}
          </Button>
        </Show>
      </div>
      <p class="mt-2 max-w-[65ch] text-ink-2">{text.lead}</p>
      <div class="mt-6 grid max-w-[720px] gap-3">
        <Switch>
          <Match when={!asked()}>
            <Note
              icon={Mail}
              title={text.locked}
              text={text.lockedText}
              action={
                <Button kind="primary" onClick={() => setAsked(true)}>
                  {text.open}
                </Button>
              }
            />
          </Match>
          <Match when={inbox.isError}>
            <ProblemNote error={inbox.error} onRetry={() => inbox.refetch()} />
          </Match>
          <Match when={inbox.isSuccess && inbox.data}>
            {(found) => (
              <>
                <Show when={found().letters.length === 0}>
                  <Note icon={Mail} title={text.none} text={text.noneText} />
                </Show>
                <ul class="grid gap-3">
                  <For each={found().letters}>{(letter) => <LetterCard letter={letter} name={props.name} />}</For>
                </ul>
                <Show when={found().others > 0}>
                  <p class="text-ink-3 text-small">{text.strangers(found().others)}</p>
                </Show>
              </>
            )}
          </Match>
          <Match when={true}>
            <Loading label={text.loading} class="grid gap-3">
              <Skeleton class="h-28 w-full" />
              <Skeleton class="h-28 w-full" />
            </Loading>
          </Match>
        </Switch>
      </div>
    </>
  )
}

const LetterCard = (props: { letter: Letter; name: string }): JSX.Element => (
  <li>
    <Card>
      <p class="flex flex-wrap justify-between gap-x-4 text-ink-3 text-small">
        <span>{text.from(props.name)}</span>
        <Time at={props.letter.sentAt} as="dayAndTime" />
      </p>
      <p class="mt-2 whitespace-pre-line break-words">
        <For each={pieces(props.letter.text)}>
          {(piece) => (
            <Show when={piece.href} fallback={piece.text}>
              {(href) => (
                <a class="break-all text-sea-text underline" href={href()}>
                  {piece.text}
                </a>
              )}
            </Show>
          )}
        </For>
      </p>
      <p class="mt-2 text-ink-3 text-small">{text.verified}</p>
    </Card>
  </li>
)
